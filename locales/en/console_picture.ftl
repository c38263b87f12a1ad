# The picture of a payment or a visit, and the verdict above it. Keys are the same in every language; a test holds it.

picture-title = What happened
picture-key = Steps are numbered as in MPay's guide. The arrow of a call leads to its message.
picture-legend = The fifteen steps of MPay's guide
picture-payer = Payer
picture-hub = Hub
picture-before = order, payment button, redirect
picture-described = the order's details
picture-notice = notice { $number }
picture-published = invoice published
picture-submitted = payment submitted
picture-decision = decision
picture-authorised = authorised, { $code }
picture-declined = declined: { $why }
picture-later = to be decided { $time }
picture-fetch = confirmation fetched
picture-fetched = fetched: { $status }
picture-attempt = { $operation }, attempt { $number }
picture-same-one = attempt { $last }: the same
picture-same-two = attempts { $first } and { $last }: the same
picture-same-many = attempts { $first } to { $last }: the same
picture-omitted = { $count ->
    [one] { $count } more attempt
   *[other] { $count } more attempts
}
picture-accepted = accepted
picture-receipt = receipt (optional)
picture-return = back to ReturnUrl (optional)
picture-no-return = no ReturnUrl was given
picture-failed = failed
timeline-omitted = { $count ->
    [one] { $count } more entry
   *[other] { $count } more entries
}

guide-step-1 = The payer completes an order at the service provider.
guide-step-2 = The confirmation of the order shows the payment button.
guide-step-3 = The button leads to MPay's page.
guide-step-4 = The browser brings ServiceID, OrderKey and, optionally, ReturnUrl.
guide-step-5 = MPay calls GetOrderDetails of the e-Service.
guide-step-6 = MPay makes or updates the invoice, and shows the order to the payer.
guide-step-7 = The payer chooses a payment method.
guide-step-8 = The invoice is published, and the browser is redirected to the payment provider.
guide-step-9 = The payer enters the payment details and submits them.
guide-step-10 = The payment provider authorises the payment.
guide-step-11 = The payment provider redirects the browser to MPay's result page.
guide-step-12 = MPay fetches the payment provider's confirmation.
guide-step-13 = MPay calls ConfirmOrderPayment of the e-Service, repeatedly until it is accepted, and shows the result to the payer.
guide-step-14 = The payer may download and print the receipt.
guide-step-15 = The payer may return to ReturnUrl.

span-ms = { $number } ms
span-s = { $number } s
span-min = { $number } min
span-h = { $number } h
span-d = { $number } d

why-accepted = accepted
why-nothing-found = the e-Service has no such order
why-not-sent = the request was not sent
why-no-connection = there was no connection to the e-Service
why-timed-out = no complete reply came in time
why-no-reply = the connection ended before a complete reply
why-http-status = the reply has no SOAP message
why-not-soap = the reply is not a SOAP envelope
why-fault = the e-Service answered with a fault
why-signature = the reply's signature is not accepted
why-contract = the reply breaks the contract
why-not-counted = accepted under a scenario under which it must be refused
why-interrupted = the hub stopped before the outcome was known
why-fault-unknown-order = the e-Service does not know the order
why-fault-does-not-trust-hub = the e-Service does not trust the hub
why-fault-refuses-service = the e-Service does not serve this ServiceID
why-fault-refuses-content = the e-Service refuses the content
why-fault-broke-down = the e-Service broke down
why-fault-not-for-hub = the address does not handle MPay's messages
why-fault-unknown = the e-Service answered with a fault

told-confirmed = Confirmed: the e-Service has accepted the payment
told-accepted = Attempt { $number }, { $time }
told-unconfirmed = Not confirmed: { $why }
told-gave-up = Not confirmed, and no automatic attempt is left: { $why }
told-halted = Not confirmed, halted: { $why }
told-halted-untried = Not confirmed: halted before the first attempt
told-under-way = Being confirmed: no attempt has ended yet
told-undecided = Not paid yet: the payment provider has not decided
told-nothing = There is nothing to confirm: the e-Service is not called.
told-words = Its words
told-attempts = { $count ->
    [one] { $count } attempt
   *[other] { $count } attempts
}
told-same = { $count ->
    [one] { $count } time
   *[other] { $count } times the same
}

visit-crumb = Visit
visit-title = Visit of { $time }
visit-none = A call without a visit
visit-link = Its visit as a picture
visit-failed = No payment could be started: { $why }
visit-described = The e-Service described the order. No payment has been started.
visit-paid = A payment was started in this visit
