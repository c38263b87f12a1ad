# Servicii adăugate, modificate și șterse în consolă.

console-services-text = Serviciile acestui hub. Un serviciu adăugat aici funcționează imediat, în toate huburile de pe aceeași bază de date, și rămâne după repornire.
services-empty = Niciun serviciu nu este înregistrat
services-empty-text = Un serviciu este ceva de achitat, cu un serviciu electronic care descrie comenzile și primește confirmările. Se înregistrează într-unul din trei feluri:
services-empty-form = Completați formularul, aici
services-empty-api = Trimiteți o cerere din programul dumneavoastră:
services-empty-settings = Scrieți în config/mpay-sim.toml și reporniți hubul:

service-add = Adăugați un serviciu
service-add-text = Sunt obligatorii doar ServiceID și adresa; restul poate fi completat mai târziu.
service-add-button = Adăugați serviciul
service-edit = Modificați
service-edit-title = Modificarea serviciului { $id }
service-edit-text = Următorul apel către serviciul electronic se face deja așa.
service-edit-over-settings = Acest serviciu vine din setări. Modificările salvate aici înlocuiesc setările până reveniți la ele.
service-save = Salvați
service-cancel = Renunțați
service-not-saved = Nu s-a salvat
service-changed-meanwhile = Între timp serviciul a fost modificat de altcineva. Datele introduse de dvs. sunt mai jos: o nouă salvare suprascrie acea modificare.
service-as-it-is = Cum este acum serviciul
service-too-many = Sunt înregistrate 1000 de servicii, numărul maxim. Vă rugăm să ștergeți întâi din cele nefolosite.

service-source = Proveniență
service-source-settings = setări
service-source-registered = adăugat
service-source-replaces = modificat peste setări
service-added = Serviciul a fost adăugat.
service-saved = Serviciul a fost salvat. Următorul apel se face deja așa.
service-unchanged = Nu s-a schimbat nimic.
service-removed = Serviciul a fost șters.
service-back-to-settings = Serviciul este din nou așa cum îl descriu setările.

service-part-address = Serviciul și adresa lui
service-part-names = Texte pentru plătitori
service-part-signature = Semnătura răspunsurilor
service-part-tls = HTTPS
service-part-tls-text = Contează doar pentru o adresă care începe cu https.
service-field-id = ServiceID
service-field-endpoint_url = Adresa serviciului electronic (endpoint_url)
service-field-name = Denumirea serviciului
service-field-service_provider_name = Denumirea prestatorului
service-field-service_provider_idno = IDNO al prestatorului
service-field-order_key_label = Denumirea numărului comenzii
service-field-order_key_example = Exemplu de număr al comenzii
service-field-reply_signature = Semnăturile răspunsurilor (reply_signature)
service-field-tls = Încrederea în certificatul serverului (tls_ca)
service-field-certificate = Certificatul cu care semnează serviciul electronic
service-field-signature_ca = Autorități ale căror certificate pot semna
service-field-tls_ca = Certificatul serverului sau al autorității lui
service-field-tls_fingerprint = Amprenta SHA-256 a certificatului serverului
service-hint-id = Cel pe care îl trimite butonul dumneavoastră de plată: 1–36 de caractere, literă cu literă
service-hint-endpoint = Unde serviciul electronic implementează IServiceProvider, de exemplu http://localhost:5000/ServiceProvider.svc
service-hint-name = Implicit se arată ServiceID. Textele care lipsesc în rusă sau în engleză se iau din română.
service-hint-service_provider_name = Cel care vinde; apare și pe confirmarea de plată. Fără ea se arată ServiceID.
service-hint-order_key_label = De exemplu „Numărul dosarului”. Fără el: „Numărul comenzii”.
service-hint-example = Se arată sub câmp când plătitorul introduce numărul comenzii
service-hint-certificate = Fișier PEM, .cer sau .p7b de cel mult 64 KiB, fără cheia privată. Fără el se fixează certificatul primului răspuns valid.
service-hint-signature_ca = Dacă certificatul de semnare se schimbă des: autoritatea care îl emite. Fișier PEM, .cer sau .p7b.
service-hint-tls_ca = Fișier PEM, .cer sau .p7b; pentru „doar certificatele de mai jos”
service-hint-fingerprint = 64 de cifre hexazecimale, cu sau fără două puncte; pentru „un singur certificat, după amprentă”. Testul conexiunii o arată.

service-policy-require = Cere o semnătură valabilă
service-policy-require-text = Ca la MPay: un răspuns nesemnat sau semnat greșit oprește plata.
service-policy-warn = Merge mai departe și avertizează
service-policy-warn-text = Plata continuă, iar pagina și consola arată ce este greșit la semnătură.
service-policy-ignore = Nu se uită
service-policy-ignore-text = Semnătura nu se verifică deloc. La MPay va conta.
service-trust-public = Autoritățile publice
service-trust-public-text = Cele în care au încredere browserele.
service-trust-certificates = Doar certificatele de mai jos
service-trust-certificates-text = O autoritate a dumneavoastră sau chiar certificatul serverului.
service-trust-fingerprint = Un singur certificat, după amprentă
service-trust-fingerprint-text = Oricare i-ar fi numele și emitentul; data trebuie să fie în termen.
service-file-registered = Înregistrat acum
service-file-until = valabil până la { $date }
service-file-chosen = Fișierul ales
service-file-keep = Rămâne
service-file-keep-text = { "" }
service-file-replace = Se înlocuiește cu fișierul de mai jos
service-file-replace-text = { "" }
service-certificate-remove = Se șterge
service-certificate-remove-text = Următorul răspuns valid își fixează certificatul.
service-signature_ca-remove = Se șterg
service-signature_ca-remove-text = Nicio autoritate nu mai poate numi semnatari.

service-mistake-too-long = Introduceți cel mult { $most } de caractere
service-mistake-id = Introduceți 1–36 de caractere, fără caractere de control
service-mistake-outer-space = Introduceți ServiceID fără spații la început și la sfârșit
service-mistake-reserved-id = Alegeți alt ServiceID: acesta nu poate fi sfârșitul adresei unei pagini
service-mistake-taken = Există deja un serviciu cu acest ServiceID; alegeți altul sau modificați-l pe acela
service-mistake-address = Introduceți o adresă întreagă, care începe cu http:// sau https://
service-mistake-credentials = Scoateți numele de utilizator și parola din adresă: MPay nu trimite niciuna
service-mistake-idno = Introduceți cele 13 cifre ale IDNO
service-mistake-policy = Alegeți una dintre posibilități
service-mistake-fingerprint = Introduceți o amprentă SHA-256: 64 de cifre hexazecimale
service-mistake-certificate = Fișierul nu conține niciun certificat în PEM, DER (.cer) sau PKCS #7 (.p7b)
service-mistake-private-key = Fișierul conține o cheie privată sau este protejat cu parolă. Exportați doar certificatul (.cer) și alegeți acel fișier
service-mistake-too-large = Fișierul este prea mare pentru un certificat; alegeți unul de cel mult 64 KiB
service-mistake-too-many = Fișierul conține mai mult de { $most } de certificate
service-mistake-no-file = Alegeți un fișier
service-mistake-contradiction = Ați ales un fișier, dar și ceva ce nu are nevoie de el; alegeți una dintre ele

service-remove = Ștergeți
service-remove-button = Ștergeți serviciul
service-remove-title = Ștergeți serviciul?
service-remove-text = Serviciul dispare din acest hub și din cele de pe aceeași bază de date. Plățile, mesajele și confirmările de plată rămân. O plată autorizată după aceea se confirmă abia când se înregistrează din nou un serviciu cu acest ServiceID.
service-back = Înapoi la setări
service-back-title = Reveniți la setări?
service-back-text = Modificările făcute aici se șterg și este valabil din nou serviciul din setări. Confirmările care așteaptă se trimit atunci la adresa lui.
service-in-use = Serviciul electronic nu a aflat încă de toate plățile
service-in-use-text = Trimiteți sau reluați aceste confirmări în coadă, până sunt acceptate. Dacă nu mai este nevoie de ele, ștergeți datele serviciului cu POST /control/v1/reset, apoi ștergeți serviciul.

service-next = Pașii următori
service-next-certificate = Dați serviciului electronic certificatul hubului, ca fiind cel cu care semnează MPay:
service-next-https = (hubul îl arată și ca certificat de client, dacă serverul îl cere)
service-next-test = Încercați drumul până la serviciul electronic, fără nicio plată:
service-next-order = Plasați o comandă la dumneavoastră și introduceți numărul ei pe
service-next-page = pagina plătitorului
service-next-button = Lăsați butonul de plată al magazinului să trimită browserul la hub:
service-next-pay = Achitați
service-next-fields = ServiceID și OrderKey sunt obligatorii; ReturnUrl este pagina magazinului dumneavoastră la care revine plătitorul. Butonul funcționează în orice pagină, inclusiv cu GET și aceleași nume în adresă.

check-crumb = Verificare
check-button = Verificați
check-title = Ar fi acceptat { $service } de MPay?
check-about = Serviciul electronic este apelat așa cum îl apelează MPay: corect și cu fiecare greșeală cunoscută. Verdictul este al simulatorului, nu al MPay.
check-running = Verificarea este în curs
check-waiting = Se așteaptă
check-broke-off = Verificarea s-a întrerupt. Jurnalul hubului arată de ce.
check-file = Raportul întreg, cu fiecare mesaj (HTML)
check-start-title = Porniți o verificare
check-warning = Nu verificați niciodată un serviciu electronic aflat în folosință: i se confirmă plăți care nu au avut loc.
check-orders = Numerele comenzilor care pot fi achitate, câte unul pe rând
check-families = Doar aceste reguli (niciuna aleasă: toate)
check-strict = Avertismentele fac verificarea să eșueze
check-patient = Și regulile care așteaptă minute
check-start = Porniți verificarea
check-count-failed = { $count ->
    [one] { $count } eșuată
   *[other] { $count } eșuate
}
check-count-warning = { $count ->
    [one] { $count } avertisment
    [few] { $count } avertismente
   *[other] { $count } de avertismente
}
check-count-inconclusive = { $count ->
    [one] { $count } neconcludentă
   *[other] { $count } neconcludente
}
check-count-known = { $count ->
    [one] { $count } eșec cunoscut
    [few] { $count } eșecuri cunoscute
   *[other] { $count } de eșecuri cunoscute
}
check-count-passed = { $count ->
    [one] { $count } trecută
   *[other] { $count } trecute
}
check-count-skipped = { $count ->
    [one] { $count } omisă
   *[other] { $count } omise
}
