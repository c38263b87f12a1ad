# Imaginea unei plăți sau a unei vizite și verdictul de deasupra. Cheile sunt aceleași în fiecare limbă; un test verifică.

picture-title = Ce s-a întâmplat
picture-key = Pașii au numerele din ghidul MPay. Săgeata unui apel duce la mesajul lui.
picture-legend = Cei cincisprezece pași din ghidul MPay
picture-payer = Plătitor
picture-hub = Hub
picture-before = comandă, butonul de plată, redirecționare
picture-described = detaliile comenzii
picture-notice = nota { $number }
picture-published = notă de plată publicată
picture-submitted = plată trimisă
picture-decision = decizie
picture-authorised = autorizată, { $code }
picture-declined = respinsă: { $why }
picture-later = se decide la { $time }
picture-fetch = confirmare preluată
picture-fetched = preluată: { $status }
picture-attempt = { $operation }, încercarea { $number }
picture-same-one = încercarea { $last }: la fel
picture-same-two = încercările { $first } și { $last }: la fel
picture-same-many = încercările { $first }–{ $last }: la fel
picture-omitted = { $count ->
    [one] încă { $count } încercare
    [few] încă { $count } încercări
   *[other] încă { $count } de încercări
}
picture-accepted = acceptat
picture-receipt = confirmarea de plată (opțional)
picture-return = înapoi la ReturnUrl (opțional)
picture-no-return = nu s-a dat niciun ReturnUrl
picture-failed = nereușit
timeline-omitted = { $count ->
    [one] încă { $count } intrare
    [few] încă { $count } intrări
   *[other] încă { $count } de intrări
}

guide-step-1 = Plătitorul completează o comandă la prestatorul de servicii.
guide-step-2 = Pagina de confirmare a comenzii afișează butonul de plată.
guide-step-3 = Butonul duce la pagina MPay.
guide-step-4 = Browserul transmite ServiceID, OrderKey și, opțional, ReturnUrl.
guide-step-5 = MPay invocă operațiunea GetOrderDetails a serviciului electronic.
guide-step-6 = MPay creează sau actualizează nota de plată și arată comanda plătitorului.
guide-step-7 = Plătitorul alege modalitatea de plată.
guide-step-8 = Nota de plată este publicată, iar browserul este redirecționat la prestatorul de plată.
guide-step-9 = Plătitorul completează datele de plată și le trimite.
guide-step-10 = Prestatorul de plată autorizează plata.
guide-step-11 = Prestatorul de plată redirecționează browserul la pagina de rezultat MPay.
guide-step-12 = MPay preia confirmarea de la prestatorul de plată.
guide-step-13 = MPay invocă operațiunea ConfirmOrderPayment a serviciului electronic, repetat până este acceptată, și arată plătitorului rezultatul.
guide-step-14 = Plătitorul poate descărca și tipări confirmarea de plată.
guide-step-15 = Plătitorul poate reveni la ReturnUrl.

span-ms = { $number } ms
span-s = { $number } s
span-min = { $number } min
span-h = { $number } h
span-d = { $number } z

why-accepted = acceptat
why-nothing-found = serviciul electronic nu are o astfel de comandă
why-not-sent = cererea nu a fost trimisă
why-no-connection = nu a existat conexiune cu serviciul electronic
why-timed-out = niciun răspuns complet nu a sosit la timp
why-no-reply = conexiunea s-a încheiat înaintea unui răspuns complet
why-http-status = răspunsul nu are un mesaj SOAP
why-not-soap = răspunsul nu este un plic SOAP
why-fault = serviciul electronic a răspuns cu o eroare SOAP
why-signature = semnătura răspunsului nu este acceptată
why-contract = răspunsul încalcă contractul
why-not-counted = acceptat într-un scenariu în care trebuie refuzat
why-interrupted = hubul s-a oprit înainte de a afla rezultatul
why-fault-unknown-order = serviciul electronic nu cunoaște comanda
why-fault-does-not-trust-hub = serviciul electronic nu are încredere în hub
why-fault-refuses-service = serviciul electronic nu deservește acest ServiceID
why-fault-refuses-content = serviciul electronic refuză conținutul
why-fault-broke-down = serviciul electronic a eșuat
why-fault-not-for-hub = adresa nu prelucrează mesajele MPay
why-fault-unknown = serviciul electronic a răspuns cu o eroare SOAP

told-confirmed = Confirmată: serviciul electronic a acceptat plata
told-accepted = Încercarea { $number }, { $time }
told-unconfirmed = Neconfirmată: { $why }
told-gave-up = Neconfirmată și fără alte încercări automate: { $why }
told-halted = Neconfirmată, oprită: { $why }
told-halted-untried = Neconfirmată: oprită înainte de prima încercare
told-under-way = Se confirmă: nicio încercare nu s-a încheiat încă
told-undecided = Încă neachitată: prestatorul de plată nu a decis
told-nothing = Nu este nimic de confirmat: serviciul electronic nu este apelat.
told-words = Cuvintele lui
told-attempts = { $count ->
    [one] { $count } încercare
    [few] { $count } încercări
   *[other] { $count } de încercări
}
told-same = { $count ->
    [one] o dată
    [few] de { $count } ori la fel
   *[other] de { $count } de ori la fel
}

visit-crumb = Vizită
visit-title = Vizita din { $time }
visit-none = Un apel fără vizită
visit-link = Vizita ca imagine
visit-failed = Nu s-a putut începe nicio plată: { $why }
visit-described = Serviciul electronic a descris comanda. Nu a fost începută nicio plată.
visit-paid = În această vizită a fost începută o plată
