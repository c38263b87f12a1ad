# Privirea de ansamblu a consolei și căutarea.
console-overview = Privire de ansamblu
console-menu = Meniu
console-failed = Eșuate
console-failed-any = Toate
console-failed-true = Doar eșuate
console-words = Cuvinte dintr-un mesaj
overview-clock = Ceasul hubului { $time }
overview-certificate = certificat
overview-new = Încă nu s-a întâmplat nimic
overview-new-text = Achitați o comandă sau verificați-vă serviciul electronic: „Începeți ceva” arată trei căi, fiecare un clic sau un rând. Ce eșuează apare aici, cu cauza și cu remediul.
overview-troubles = Ce cere atenția dumneavoastră
overview-nothing = Nimic: niciun apel nu a eșuat sau unul ulterior a reușit.
overview-words = Cuvintele lui:
overview-all-failed = Toate apelurile eșuate
overview-confirmations = Confirmări, ultima oră
overview-accepted = acceptate
overview-repeated = se vor repeta
overview-gave-up = abandonate
overview-attempts = { $accepted } acceptate, { $repeated } se vor repeta, { $gave_up } abandonate
overview-no-attempts = Nu a fost trimisă niciuna.
overview-now = acum
overview-latest = Ultimul apel
overview-median = Mediana
overview-failed-today = Eșuate azi
overview-of = { $failed } din { $all }
overview-never = niciodată apelat
overview-answers = răspunde
overview-signature-valid = validă
overview-signature-invalid = neacceptată
overview-signature-remarkable = cu observații
overview-test = Testați
overview-check = Verificați
overview-today = Azi
overview-payments-today = plăți azi
overview-confirmed = confirmate azi
overview-waiting = în așteptare
overview-waiting-since = în așteptare, cea mai veche de { $age }
overview-declined = respinse azi
overview-start = Începeți ceva
overview-start-pay = Achitați o comandă, în browser sau dintr-un terminal:
overview-start-check = Ar trece serviciul dumneavoastră electronic de MPay?
overview-start-tail = Urmăriți într-un terminal ce eșuează:
search-title = Căutați în consolă
search-button = Căutați
search-hint = Număr, comandă, incident sau text dintr-un mesaj
search-results = Rezultate pentru
search-text = Numere de plăți, de note și de mesaje, numere de comenzi, numărul unei pagini de eroare sau cuvinte din mesaje: ultimul poate fi începutul unui cuvânt.
search-incident = Incident
search-found = Găsit
search-nothing = Nu s-a găsit nimic
search-nothing-text = Cele mai vechi mesaje și evenimente se șterg primele. Un text se găsește după cuvinte întregi; ultimul poate fi scurtat.
overview-services = { $count ->
    [one] Un serviciu
    [few] { $count } servicii
   *[other] { $count } de servicii
}
overview-never-called = { $count ->
    [one] Un serviciu nu a fost apelat niciodată
    [few] { $count } servicii nu au fost apelate niciodată
   *[other] { $count } de servicii nu au fost apelate niciodată
}
overview-times = { $count ->
    [one] o dată
    [few] de { $count } ori
   *[other] de { $count } de ori
}
overview-calls-left = { $count ->
    [one] a rămas un apel
    [few] au rămas { $count } apeluri
   *[other] au rămas { $count } de apeluri
}
overview-seconds = { $count ->
    [one] o secundă
    [few] { $count } secunde
   *[other] { $count } de secunde
}
overview-minutes = { $count ->
    [one] un minut
    [few] { $count } minute
   *[other] { $count } de minute
}
overview-hours = { $count ->
    [one] o oră
    [few] { $count } ore
   *[other] { $count } de ore
}
overview-days = { $count ->
    [one] o zi
    [few] { $count } zile
   *[other] { $count } de zile
}
