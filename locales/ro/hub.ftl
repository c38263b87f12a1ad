# The hub's own pages. Keys are the same in every language; a test checks it.

skip-to-content = Sari la conținutul principal
ribbon-label = Avertisment simulator
ribbon-text = Acesta nu este MPay. Nu se percep bani. Nu introduceți date de card reale.
ribbon-console = Consola dezvoltatorului
brand-name = Simulator MPay
brand-subtitle = mediu local de testare
brand-payment-provider = prestator de plată simulat
languages = Limba
steps = Etapele plății
step-done = finalizat
step-service = Selectare serviciu
step-order = Codul cererii
step-method = Modalitatea de achitare
step-confirmation = Confirmare achitare
footer-independent = proiect independent, neafiliat cu AGE sau cu Guvernul
error = Eroare
error-summary = { $count ->
    [one] Corectați un câmp
    [few] Corectați { $count } câmpuri
   *[other] Corectați { $count } de câmpuri
}
for-example = De exemplu
to-home = Pagina principală
return = Reveniți la prestator

## Words that several pages share.
amount = Suma
amount-paid = Suma achitată
amount-to-pay = Suma spre achitare
authorization-code = Cod de autorizare
card = Card
due-date = Termen de achitare
invoice-number = Numărul notei de plată
issued-at = Data emiterii
note-amount = Suma notei
note-details = Detaliile notei
number-short = Nr.
order-number = Număr comandă
paid-at = Data și ora plății
payer = Plătitor
payer-fee = Comision plătitor
payment-for = Plata pentru
payment-method = Modalitatea de achitare
service = Serviciu
service-provider = Prestator de servicii
total = Total
transaction-number = Număr tranzacție

## Home, service, note.
home-title = Achitați serviciile publice sau verificați o notă
home-subtitle = Alegeți serviciul pentru care aveți numărul comenzii de la prestator.
home-services = Achitare serviciu
home-service-silent = Prestatorul nu a răspuns la { $at }
home-no-services = Niciun serviciu nu este înregistrat. Adăugați unul în consolă, pe loc, sau în config/mpay-sim.toml și reporniți:
home-no-services-example = Exemplu de configurare
home-check-note = Verificare notă
home-check-note-hint = 14 cifre, de exemplu 00 0690 0223 3014
home-check-note-button = Verificați
home-developers = Pentru prestatori de servicii
home-developers-rest = API-ul REST
home-developers-contract = Contractul IServiceProvider (WSDL)
home-developers-pos = Terminalul POS al ghișeului
home-developers-rules = Regulile după care se citesc răspunsurile
service-look-up = Căutați
service-look-up-hint = { $count ->
    [one] Căutăm comanda la prestator. Durează cel mult o secundă.
    [few] Căutăm comanda la prestator. Durează cel mult { $count } secunde.
   *[other] Căutăm comanda la prestator. Durează cel mult { $count } de secunde.
}
service-other = Alt serviciu
service-order-missing = Introduceți numărul comenzii
service-order-too-long = Numărul comenzii are cel mult 36 de caractere
service-order-illegal = Numărul comenzii conține un caracter nepermis
service-order-card = Acesta pare a fi un număr de card. Introduceți numărul comenzii; cardul se cere mai târziu, pe pagina băncii
note-title = Nota de plată
note-download = Descărcați nota de plată, { $format } (PDF)
note-pay = Achitați această notă
invoice-status-Open = Neachitată
invoice-status-PartiallyPaid = Achitată parțial
invoice-status-Paid = Achitată
invoice-status-Expired = Expirată
invoice-status-Cancelled = Anulată

## The choice between several orders.
orders-title = Alegeți comanda pe care o achitați
orders-found = { $count ->
    [one] A fost găsită { $count } comandă
    [few] Au fost găsite { $count } comenzi
   *[other] Au fost găsite { $count } de comenzi
}
orders-other = Alegeți altă comandă
order-amount-open = Suma o introduceți dumneavoastră

## The pay page.
pay-title = Achitați nota de plată
pay-title-short = Achitați nota
invoice-chip-Open = Activă · poate fi achitată
invoice-chip-PartiallyPaid = Achitată parțial · poate fi achitată
amount-unknown = Prestatorul nu a indicat suma. Introduceți-o mai jos.
partly-paid = Ați achitat { $paid }, mai aveți de achitat { $left }.
paid-so-far = Ați achitat până acum { $paid }.
left-to-pay = Rest de plată
lines-caption = Ce achitați
line-purpose = Destinația plății
amount-in = Suma, { $currency }
beneficiary-is = Beneficiar: { $name }
due-changed = Prestatorul a schimbat suma: înainte era { $before }, acum este { $now }.
payer-fields = Date pe care le completați
field-optional = (opțional)
customer-id-person = IDNP sau numărul pașaportului
customer-id-organization = IDNO sau numărul de înregistrare străin
customer-id-unspecified = IDNP, IDNO sau numărul pașaportului
customer-id-hint = 13 cifre, sau numărul documentului străin, fără spații, de exemplu 2001500023456
field-hint-idn = IDNP sau IDNO, 13 cifre
field-hint-tax-code = IDNP, IDNO sau alt cod fiscal
field-hint-number = Doar cifre
field-error-missing = Completați câmpul
field-error-too-long = Introduceți cel mult 255 de caractere
field-error-characters = Textul conține un caracter nepermis
field-error-card-number = Nu introduceți aici numărul unui card
field-error-idn = IDNP sau IDNO nu este corect; verificați cele 13 cifre, de exemplu 2001500023456
field-error-tax-code = Introduceți un IDNP sau IDNO corect, sau un cod cu litere de cel puțin 5 caractere
field-error-number = Introduceți un număr
field-error-customer-id = Introduceți un IDNP sau IDNO, sau numărul documentului străin: 5–13 litere și cifre, fără spații, de exemplu 2001500023456
amount-heading = Suma pe care o achitați
amount-full = Integral
amount-other = Altă sumă
amount-other-hint = Prestatorul acceptă o altă sumă
amount-between = Între { $min } și { $max }
error-amount = Suma trebuie să fie între { $min } și { $max }
error-instrument = Alegeți modalitatea de achitare
instrument-card = Card bancar
instrument-card-hint = Confirmare imediată
instrument-bank = Internet banking
instrument-bank-hint = Confirmare în câteva minute
instrument-apple-pay = Apple Pay
instrument-apple-pay-hint = Cardul din telefon sau ceas
instrument-google-pay = Google Pay
instrument-google-pay-hint = Cardul din telefon sau browser
instrument-mia = Plată instant (MIA)
instrument-mia-hint = Scanați codul QR în aplicația băncii
instrument-wallet = Monedă electronică
instrument-wallet-hint = Portofele electronice
instrument-cash = Numerar
instrument-cash-hint = Terminale de plată, ghișee bancare, oficii poștale
your-wallet = Portofelul dumneavoastră
instrument-fee = comision { $fee }
fee-by-instrument = după modalitate
card-processor = Procesator de carduri
processor-with-3ds = { $name } (3-D Secure)
processor-without-3ds = { $name } (fără 3-D Secure)
your-bank = Banca dumneavoastră
pay-continue = Continuați spre plată
pay-give-up = Renunțați și reveniți la prestator
pay-no-real-bank = Veți trece la pagina simulată a procesatorului ales. Nicio bancă reală nu este contactată.

## The simulator's own box.
aid-title = Doar în simulator
aid-signature-valid = Răspunsul GetOrderDetails: semnătură validă.
aid-signature-valid-ahead = Răspunsul GetOrderDetails: semnătură validă; ceasul serviciului este cu { $seconds } s înaintea ceasului simulatorului.
aid-signature-valid-behind = Răspunsul GetOrderDetails: semnătură validă; ceasul serviciului este cu { $seconds } s în urma ceasului simulatorului.
aid-signature-tolerated = Răspunsul GetOrderDetails: semnătură nevalidă, acceptată de setarea reply_signature = "warn": { $problem }
aid-signature-ignored = Răspunsul GetOrderDetails: semnătura nu se verifică (reply_signature = "ignore").
aid-exchanges = Mesajele SOAP ale acestei note ({ $count })
aid-cards-next = Cardurile de test și rezultatele lor apar pe pagina procesatorului.
aid-attempts = { $count ->
    [0] ConfirmOrderPayment nu a fost încă trimis.
    [one] ConfirmOrderPayment a fost trimis o dată, fără succes.
    [few] ConfirmOrderPayment a fost trimis de { $count } ori, fără succes.
   *[other] ConfirmOrderPayment a fost trimis de { $count } de ori, fără succes.
}
aid-paid-here = Achitată aici prin plata { $payment }, dar serviciul încă nu știe: confirmarea este { $status }. O puteți trimite din nou din consolă.
aid-console-payment = Această plată în consolă
aid-console-exchange = Acest mesaj în consolă
aid-console-messages = Mesajele despre această comandă în consolă
aid-in-flight = ConfirmOrderPayment se trimite chiar acum.
aid-last-outcome = Ultimul rezultat: { $outcome }
aid-next-attempt = Următoarea încercare: { $at }
aid-no-next-attempt = Nu mai urmează nicio încercare (retry_schedule).
aid-halted = Un operator a oprit încercările.
aid-return-name = ReturnUrl duce la „{ $name }”. Un nume fără punct îl cunosc de obicei doar containerele: trimiteți adresa la care ajung browserele, de exemplu http://localhost:8081/….
aid-refresh = Pagina se actualizează singură la fiecare 5 secunde.
aid-decided-at = Banca decide la { $at }, după ceasul simulatorului.
aid-decide-now = Decideți acum
findings-heading = { $count ->
    [one] O constatare despre răspunsul prestatorului
    [few] { $count } constatări despre răspunsul prestatorului
   *[other] { $count } de constatări despre răspunsul prestatorului
}
finding-error = eroare
finding-warning = avertisment
finding-note = notă
finding-where = Unde
finding-found = Găsit
finding-quoted = cuvintele serviciului sunt în consolă
finding-expected = Așteptat
finding-consequence = La MPay
finding-remedy = Ce faceți
rules-title = Regulile după care se citesc răspunsurile
rules-text = Tot ce poate fi constatat despre răspunsul unui serviciu al prestatorului. Textele tehnice sunt în engleză, limba protocolului.
rules-source = Sursa

## Orders that cannot be paid.
not-payable-paid-chip = Achitată
not-payable-paid-title = Nota este deja achitată
not-payable-paid-text = Nu trebuie să plătiți din nou.
not-payable-expired-chip = Expirată
not-payable-expired-title = Termenul de achitare a expirat
not-payable-expired-text = Termenul de achitare a expirat la { $date }. Cereți o notă nouă de la prestator.
not-payable-expired-undated-chip = Expirată
not-payable-expired-undated-title = Termenul de achitare a expirat
not-payable-expired-undated-text = Cereți o notă nouă de la prestator.
not-payable-cancelled-chip = Anulată
not-payable-cancelled-title = Comanda a fost anulată
not-payable-cancelled-text = Prestatorul a anulat această comandă.
not-payable-completed-chip = Finalizată
not-payable-completed-title = Comanda este finalizată
not-payable-completed-text = Prestatorul a încheiat această comandă; ea nu mai poate fi achitată.
not-payable-refunding-chip = În curs de rambursare
not-payable-refunding-title = Plata este în curs de rambursare
not-payable-refunding-text = Prestatorul rambursează această comandă; ea nu mai poate fi achitată.
not-payable-refunded-chip = Rambursată
not-payable-refunded-title = Plata a fost rambursată
not-payable-refunded-text = Prestatorul a rambursat această comandă; ea nu mai poate fi achitată.
not-payable-currency-chip = Altă valută
not-payable-currency-title = Comanda este în altă valută
not-payable-currency-text = MPay primește doar plăți în lei moldovenești (MDL), iar această comandă este în { $currency }. Adresați-vă prestatorului.
not-payable-no-amount-chip = Fără sumă
not-payable-no-amount-title = Comanda nu are o sumă de achitat
not-payable-no-amount-text = Prestatorul nu a indicat suma și nu permite introducerea ei. Adresați-vă prestatorului.

## The result.
result-details = Detaliile plății
result-paid-title = Ați achitat { $amount }
result-paid-text = Confirmarea a fost trimisă prestatorului.
result-unconfirmed-title = Ați achitat { $amount }
result-unconfirmed-text = Prestatorul încă nu a confirmat primirea, vom repeta automat. Nu plătiți din nou.
result-untold-title = Ați achitat { $amount }
result-untold-text = Prestatorul nu a confirmat primirea, iar încercările automate s-au încheiat. Nu plătiți din nou; adresați-vă prestatorului cu confirmarea de plată.
result-declined-title = Plata a fost respinsă
result-declined-text = Nu s-au perceput bani. Alegeți altă modalitate.
result-cancelled-title = Ați renunțat la plată
result-cancelled-text = Nu s-au perceput bani.
result-reversed-title = Plata a fost restituită
result-reversed-text = Banca vă restituie banii.
result-undecided-title = Plata nu este finalizată
result-undecided-text = Banca nu a decis încă. Continuați la bancă sau alegeți altă modalitate. Nu s-au perceput bani.
result-pending-title = Plata este în procesare
result-pending-text = Banca decide mai târziu. Puteți închide pagina. Nu plătiți din nou.
result-timed-out-title = Banca nu a răspuns la timp
result-timed-out-text = Plata nu a fost făcută. Nu s-au perceput bani. Încercați din nou.
result-session-expired-title = Sesiunea a expirat
result-session-expired-text = Nu s-au perceput bani. Începeți din nou.
result-notice-expired-title = Termenul notei a expirat
result-notice-expired-text = Nu s-au perceput bani. Cereți o notă nouă de la prestator.
result-waiting-title = Așteptăm plata în numerar
result-waiting-text = Achitați la un terminal, la un ghișeu bancar sau la un oficiu poștal, cu numărul notei. Pagina se actualizează singură.
result-to-instructions = Instrucțiunile de plată
result-again = Alegeți altă modalitate de plată
result-pay-rest = Plătiți restul, { $amount }
result-to-payment-provider = Continuați la bancă
receipt-download = Descărcați confirmarea (PDF)
receipt-download-a5 = Descărcați confirmarea A5 (PDF)
decline-declined = Banca nu a indicat motivul.
decline-insufficient-funds = Fonduri insuficiente.
decline-expired-card = Cardul este expirat.
decline-wrong-cvv = Codul de securitate (CVV) este greșit.
decline-authentication-failed = Autentificarea 3-D Secure nu a reușit.
decline-authentication-unavailable = Autentificarea 3-D Secure nu este disponibilă.
decline-processor-error = Eroare la procesatorul de carduri.
reversal-already-paid = O altă plată achitase deja nota.
reversal-not-payable = Nota expirase sau fusese anulată.

## What stops a payer.
problem-no-money = Nu s-au perceput bani.
problem-retry = Încercați din nou
problem-another-order = Introduceți alt număr
problem-incident = Numărul incidentului, în jurnal și în căutarea din consolă:
problem-parameter-title = Adresa paginii de plată nu este completă
problem-parameter-text = Prestatorul v-a trimis aici fără codul serviciului sau numărul comenzii, ori cu valori prea lungi. Reveniți la prestator și încercați din nou.
problem-return-url-title = Adresa de revenire nu este validă
problem-return-url-text = Prestatorul a indicat o adresă de revenire pe care nu o putem folosi. Reveniți la prestator și încercați din nou.
problem-service-title = Serviciul nu este cunoscut
problem-service-text = Acest serviciu nu este înregistrat. Verificați codul serviciului sau alegeți un serviciu de pe pagina principală.
problem-session-title = Această pagină de plată nu mai există
problem-session-text = Sesiunea a expirat. Începeți din nou.
problem-note-title = Nota de plată nu există
problem-note-text = Nu am găsit nota. Verificați cele 14 cifre de pe document.
problem-order-title = Nu am găsit comanda { $order }
problem-order-text = Verificați numărul de pe documentul primit.
problem-down-title = { $service_provider } nu răspunde
problem-down-text = Încercați din nou peste câteva minute.
problem-service-busy-title = { $service_provider } primește acum prea multe cereri
problem-service-busy-text = Nu s-a plătit nimic pe această pagină. Încercați din nou peste câteva secunde.
problem-slow-title = { $service_provider } nu răspunde la timp
problem-slow-text = Încercați din nou peste câteva minute.
problem-broken-title = Serviciul nu răspunde corect
problem-broken-text = { $service_provider } a trimis un răspuns pe care nu îl putem folosi. Încercați din nou peste câteva minute.
problem-nothing-paid-title = Nu există confirmare de plată
problem-nothing-paid-text = Această notă nu a fost achitată aici.
problem-no-return-title = Nu există adresă de revenire
problem-no-return-text = Prestatorul nu a indicat unde să reveniți.
problem-slow-body-title = Datele nu au ajuns la timp
problem-slow-body-text = Ceea ce ați trimis a ajuns prea încet, de aceea nu s-a efectuat nimic. Întoarceți-vă și trimiteți din nou.
problem-busy-title = Sistemul este ocupat
problem-busy-text = Prea multe persoane plătesc în acest moment. Așteptați câteva secunde și reîncărcați pagina.
problem-too-many-visits-title = S-au deschis prea multe pagini de plată
problem-too-many-visits-text = Din rețeaua dumneavoastră s-au deschis prea multe pagini de plată într-un minut. Așteptați puțin și încercați din nou.
problem-internal-title = A apărut o eroare în simulator
problem-internal-text = Încercați din nou. Cauza este în jurnal.
problem-database-title = Baza de date a simulatorului nu răspunde
problem-database-text = Dacă ați aprobat deja plata la bancă, nu plătiți din nou: reveniți pe această pagină peste un minut, ea va arăta rezultatul.
other-method-title = Pagina nu poate fi deschisă astfel
other-method-text = Adresa există, dar nu primește cereri { $method }. Nu s-a schimbat nimic.
other-method-allowed = Metode permise: { $methods }
not-found-title = Pagina nu există
not-found-text = Adrese care există:
not-found-home = alegeți un serviciu sau verificați o notă
not-found-pay = intrarea în MPay: ServiceID, OrderKey, ReturnUrl
not-found-service = achitați o comandă existentă
not-found-note = verificați o notă după număr
not-found-pos = configurați un terminal POS (apoi /PosTerminal/Pay/… și /PosTerminal/PayInvoice/…)
not-found-rest = API-ul REST pentru prestatori
not-found-contract = contractul IServiceProvider (și /ServiceProvider.xsd)
not-found-certificate = certificatul cu care semnează simulatorul
not-found-operations = starea simulatorului

rest-title = API-ul REST
rest-text = Aceleași adrese ca la MPay; calea și numele parametrilor se citesc fără a distinge majusculele. Textele tehnice sunt în engleză.
rest-json = Descrierea OpenAPI (JSON)
rest-answer = Răspuns
rest-example = Exemplu
rest-errors = Erori
