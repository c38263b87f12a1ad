# Scenariile: ce face simulatorul greșit în mod intenționat. Panglica fiecărei pagini le numește pe cele active.

ribbon-scenarios = { $count ->
    [one] Scenariu activ:
   *[other] Scenarii active:
}
ribbon-more-scenarios = { $count ->
    [one] și încă unul
    [few] și încă { $count }
   *[other] și încă { $count }
}

scenario-unsigned = cerere nesemnată
scenario-no-security-header = cerere fără antet Security
scenario-digest-wrong = rezumat greșit
scenario-signature-wrong = semnătură greșită
scenario-rsa-sha256 = semnătură rsa-sha256
scenario-prefix-lists = semnătură cu liste de prefixe
scenario-must-understand = mustUnderstand pe antetul Security
scenario-signed-by-unknown = semnat de un necunoscut
scenario-signed-by-expired = semnat cu un certificat expirat
scenario-signed-by-e-service = semnat cu cheia prestatorului
scenario-key-info-x509-data = KeyInfo cu X509Data
scenario-key-info-subject-key-identifier = KeyInfo cu identificatorul cheii
scenario-key-info-thumbprint = KeyInfo cu amprenta certificatului
scenario-key-info-issuer-serial = KeyInfo cu emitentul și numărul de serie
scenario-timestamp-missing = fără Timestamp
scenario-timestamp-expired = Timestamp expirat
scenario-timestamp-future = Timestamp din viitor
scenario-timestamp-not-signed = Timestamp nesemnat
scenario-body-not-signed = Body nesemnat
scenario-two-bodies = două elemente Body
scenario-body-in-header = Body-ul semnat mutat în antet
scenario-body-with-same-id = două elemente Body cu același id
scenario-body-in-signature = Body-ul semnat mutat în semnătură
scenario-timestamp-in-header = Timestamp-ul semnat mutat în antet
scenario-second-security-header = al doilea antet Security
scenario-service-id-of-another = ServiceID al altui serviciu
scenario-order-key-unknown = OrderKey necunoscut
scenario-amount-more = sumă mai mare
scenario-amount-less = sumă mai mică
scenario-total-not-lines = totalul diferă de suma liniilor
scenario-currency-other = altă valută
scenario-line-missing = linie lipsă
scenario-line-extra = linie în plus
scenario-lines-reordered = linii în altă ordine
scenario-payment-id-other-amount = același PaymentID cu altă sumă
scenario-second-payment = a doua plată a aceleiași comenzi
scenario-duplicates-at-once = confirmare dublată
scenario-duplicates-after-gap = confirmare repetată mai târziu
scenario-reply-cut = răspuns întrerupt
scenario-reply-unread = răspuns necitit
scenario-slow-sending = cerere trimisă lent
scenario-replay = cerere expirată retrimisă
