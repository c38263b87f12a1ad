# Accesul la consolă și la API-ul de control. Cheile sunt aceleași în fiecare limbă; un test verifică.

login-title = Consolă: autentificare
login-text = Acest hub cere tokenul de control înainte de a arăta sau a face ceva în consolă.
login-token = Token de control
login-token-hint = Valoarea setării control_token
login-wrong = Acesta nu este tokenul de control al hubului. Vă rugăm să îl verificați și să îl introduceți din nou.
login-button = Autentificare
login-closed = Hubul este accesibil și din afara acestui calculator și nu are token de control, de aceea consola este închisă. Setați un token, reporniți hubul și autentificați-vă cu el.
login-closed-example = Setarea ca variabilă de mediu

control-title = API de control
control-text = Tot ce o persoană poate vedea și face aici, poate face și un program. Fiecare exemplu funcționează la un hub cu serviciul electronic demonstrativ; dacă hubul are token de control, acesta se pune în antetul Authorization.
control-json = Descrierea OpenAPI 3.1
control-contract = Contractul pe care îl implementează serviciul electronic
control-contract-wsdl = IServiceProvider, pentru generarea codului: svcutil, wsimport, zeep, SoapServer din PHP, wsdl2h.
control-contract-policy = Același, cu WS-SecurityPolicy a MPay, pentru instrumentele care o citesc: wsdl2h numește atunci apelurile care semnează și verifică. Dacă instrumentul nu cunoaște politici, folosiți forma de mai sus.
control-contract-single = Același într-un singur fișier, împreună cu schema; &policy adaugă și aici politica.
control-contract-xsd = Schema, pentru validarea mesajelor. Este strictă; simulatorul citește mai mult decât permite ea și spune aceasta în constatări.

example-index = Toate apelurile
example-heading = Exemplele
example-copy = Un clic pe o comandă o selectează în întregime. Comenzile sunt pentru un shell POSIX și folosesc aceste variabile:
example-order = Numărul unei comenzi care mai este de plătit (OrderKey), de la serviciul electronic al dumneavoastră.
example-paid = PaymentID-ul unei plăți confirmate. `GET /control/v1/payments?confirmation_status=Confirmed&limit=1` arată una.
example-unconfirmed = PaymentID-ul unei plăți pe care serviciul electronic nu a acceptat-o încă. `GET /control/v1/payments?confirmation_status=Pending&limit=1` arată una.
example-undecided = PaymentID-ul unei plăți încă nedecise, de exemplu una prin MIA pe care nu a aprobat-o nimeni. `GET /control/v1/payments?status=AtPaymentProvider&limit=1` arată una.
example-order-of-sample = Aceasta plasează o comandă la serviciul electronic demonstrativ:
example-answer = Forma răspunsului
