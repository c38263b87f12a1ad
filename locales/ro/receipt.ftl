# Nota de plată și confirmarea de plată (PDF).
receipt-simulator = SIMULATOR
receipt-no-legal-value = Document de test, fără valoare juridică
receipt-issuer = Simulator MPay
receipt-title = Confirmare de plată
receipt-number = Nr. { $number }
receipt-paid-in-full = Achitată integral
receipt-paid-in-part = Plată parțială

receipt-service-provider = Prestator de servicii
receipt-payer = Plătitor
receipt-payer-not-known = Nu este indicat
receipt-payment-for = Plata pentru
receipt-order-number = Număr comandă
receipt-idno = IDNO { $number }
receipt-idnp = IDNP { $number }
receipt-other-number = Nr. de identificare { $number }
receipt-service-code = Codul serviciului: { $code }
receipt-issued = Emisă { $at }

receipt-column-number = Nr.
receipt-column-line = Destinația plății, contul beneficiarului
receipt-column-amount = Suma, { $currency }
receipt-beneficiary = Beneficiar: { $value }
receipt-fiscal-code = cod fiscal { $value }
receipt-iban = IBAN { $value }
receipt-treasury = Trezoreria de Stat
receipt-fee = Comision plătitor
receipt-total = Total achitat

receipt-more-properties = { $count ->
    [one] și încă o proprietate a comenzii
    [few] și încă { $count } proprietăți ale comenzii
   *[other] și încă { $count } de proprietăți ale comenzii
}
receipt-paid-at = Data plății
receipt-transaction = Nr. tranzacție
receipt-method = Modalitate
receipt-bank-card = Card bancar
receipt-internet-banking = Internet banking
receipt-card = Card
receipt-authorization = Cod autorizare
receipt-confirmed = Confirmată prestatorului
receipt-not-confirmed-yet = încă nu

receipt-generated = Generat de Simulator MPay { $version } la { $at }. Nu este emis de MPay, de AGE sau de o autoritate publică.
receipt-apple-pay = Apple Pay
receipt-google-pay = Google Pay
receipt-instant-payment = Plată instant (MIA)
receipt-e-money = Monedă electronică
receipt-cash = Numerar
receipt-pos-terminal = Terminal POS

receipt-note-title = Notă de plată
receipt-note-due = { $status }, termen { $date }
receipt-note-total = Total spre achitare
receipt-amount-open = se alege la achitare
receipt-already-paid = Achitat deja
receipt-how = Cum achitați (în simulator)
receipt-how-scan = Scanați codul QR sau introduceți numărul notei în pagina „Verificare notă”.
receipt-how-choose = Alegeți metoda de plată și urmați pașii de pe pagina ei.
receipt-how-keep = Păstrați confirmarea de plată.
