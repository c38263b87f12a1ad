# The sample e-Service: the shop of a made-up agency.

## Every page
shop-skip = Treceți la conținutul principal
shop-ribbon-label = Avertisment simulator
shop-ribbon = Magazin demonstrativ al unei agenții inventate. Nu se percep bani și nu se vinde nimic.
shop-pay-existing = Achitați o comandă existentă
shop-console = Consola dezvoltatorului
shop-brand-note = serviciu electronic demonstrativ
shop-language = Limba
shop-made-up = instituție inventată
shop-independent = proiect independent, neafiliat cu AGE sau cu Guvernul
shop-back = Toate serviciile
shop-aid-heading = Doar în simulator

## Catalogue
shop-catalogue-title = Serviciile agenției
shop-catalogue-heading = Ce doriți să comandați?
shop-catalogue-lead = Alegeți un serviciu, completați comanda și achitați-o prin simulatorul MPay.
shop-line-count = { $count ->
    [one] { $count } poziție de plată
    [few] { $count } poziții de plată
   *[other] { $count } de poziții de plată
}
shop-order-link = Comandați
shop-trials-heading = Pentru încercări
shop-trials-text = Fiecare dintre aceste servicii arată un singur lucru: cum poate fi achitată o comandă sau ce poate greși un serviciu electronic.
shop-existing-heading = Aveți deja un număr de comandă?
shop-existing-text = Achitați la MPay cu numărul de pe fișa comenzii, fără să treceți din nou prin magazin.
shop-aid-what = Acest magazin ține locul serviciului dumneavoastră electronic: are bază de date și certificat proprii.
shop-aid-endpoint = Simulatorul îl întreabă prin IServiceProvider:
shop-aid-messages = Mesajele dintre cele două, în consolă

## Order form
shop-form-title = Comandă: { $service }
shop-price = Prețul
shop-price-open = Suma o alegeți dumneavoastră
shop-form-who = Cine comandă
shop-form-name = Numele și prenumele
shop-form-name-hint = Cel mult 60 de caractere
shop-form-idnp = IDNP
shop-form-idnp-hint = 13 cifre, ca în buletinul de identitate
shop-form-submit = Plasați comanda
shop-form-next = Încă nu plătiți nimic. Pe pagina următoare verificați comanda și alegeți când o achitați.
shop-aid-person = Persoana este inventată. Puteți lăsa datele așa cum sunt; nu scrieți date personale reale.
shop-error = Eroare
shop-error-title = Eroare: { $title }
shop-error-count = { $count ->
    [one] Corectați un câmp
    [few] Corectați { $count } câmpuri
   *[other] Corectați { $count } de câmpuri
}
shop-error-name-missing = Introduceți numele și prenumele
shop-error-name-long = Numele și prenumele pot avea cel mult 60 de caractere
shop-error-name-control = Numele și prenumele trebuie să fie pe un singur rând
shop-error-idnp-missing = Introduceți IDNP-ul
shop-error-idnp-digits = IDNP-ul trebuie să aibă 13 cifre
shop-error-idnp-checksum = Verificați IDNP-ul: ultima cifră nu corespunde celorlalte

## Order
shop-order-title = Comanda { $order }
shop-order-heading = Comanda este înregistrată
shop-order-paid-heading = Comanda este achitată
shop-order-expired-heading = Comanda a expirat
shop-order-number = Număr comandă
shop-status-active = Activă · așteaptă plata
shop-status-partly-paid = Achitată parțial · așteaptă restul
shop-status-paid = Achitată
shop-status-expired = Expirată
shop-amount-due = Suma spre achitare
shop-amount-left = Rest de plată
shop-amount-paid = Suma achitată
shop-due-at = Termen de achitare
shop-paid-at = Data plății
shop-confirmed-at = Confirmată agenției
shop-paid-thanks = Vă mulțumim, am primit plata
shop-paid-text = MPay ne-a confirmat plata. Nu trebuie să plătiți din nou.
shop-payment-id = Număr tranzacție
shop-invoice-id = Numărul notei de plată
shop-pay-heading = Achitați comanda
shop-pay-text = Plata se face prin simulatorul MPay. După plată vă puteți întoarce la această pagină.
shop-pay-button = Plătiți { $amount }
shop-pay-choose = Plătiți la MPay
shop-pay-reload = Ați plătit deja? Confirmarea poate întârzia câteva secunde.
shop-pay-reload-link = Reîncărcați pagina
shop-slip-link = Plătiți mai târziu: fișa comenzii
shop-expired-heading = Termenul de achitare a trecut
shop-expired-text = Comanda nu mai poate fi achitată. Nu s-au perceput bani.
shop-expired-rest = Restul acestei comenzi nu mai poate fi achitat.
shop-order-again = Comandați din nou
shop-details-heading = Detaliile comenzii
shop-service = Serviciu
shop-payer = Plătitor
shop-issued-at = Data emiterii
shop-lines-caption = Ce achitați
shop-line-reason = Destinația plății
shop-line-amount = Suma, MDL
shop-beneficiary = Beneficiar
shop-total = Total
shop-aid-redirect = Butonul trimite la simulator, prin POST:
shop-aid-confirmation = Magazinul află de plată doar din mesajul SOAP semnat:
shop-aid-messages-of-order = Mesajele despre această comandă, în consolă

## Slip
shop-slip-title = Fișa comenzii { $order }
shop-slip-heading = Fișa comenzii
shop-slip-how = Cum plătiți
shop-slip-open = Deschideți în navigator
shop-slip-choose = Alegeți serviciul „{ $service }”.
shop-slip-type = Introduceți numărul comenzii exact cum este scris mai sus.
shop-slip-pay = Verificați suma, alegeți modalitatea de achitare și plătiți.
shop-slip-back = Înapoi la comandă
shop-slip-print = Tipăriți pagina din meniul navigatorului; încape pe o coală A4.

## Nothing to see
shop-not-found-title = Pagina nu există
shop-not-found-text = Verificați adresa sau porniți de la lista serviciilor.
shop-no-order-title = Nu am găsit comanda
shop-no-order-text = Verificați numărul comenzii. Comenzile altei instalări a simulatorului nu se văd aici.
shop-bad-form-title = Formularul nu a putut fi citit
shop-bad-form-text = Comanda nu a fost înregistrată. Deschideți din nou formularul și trimiteți-l încă o dată.
shop-failure-title = Magazinul nu poate răspunde acum
shop-failure-text = Nu s-au perceput bani. Încercați din nou peste câteva minute; cauza este scrisă în jurnalul programului.
