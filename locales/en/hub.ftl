# The hub's own pages. Keys are the same in every language; a test checks it.

skip-to-content = Skip to main content
ribbon-label = Simulator warning
ribbon-text = This is not MPay. No money moves. Do not enter real card details.
ribbon-console = Developer console
brand-name = MPay simulator
brand-subtitle = local test environment
brand-payment-provider = simulated payment provider
languages = Language
steps = Payment steps
step-done = done
step-service = Choose the service
step-order = Order number
step-method = Payment method
step-confirmation = Confirmation
footer-independent = independent project, not affiliated with AGE or the Government
error = Error
error-summary = { $count ->
    [one] Correct one field
   *[other] Correct { $count } fields
}
for-example = For example
to-home = Home page
return = Return to the service provider

## Words that several pages share.
amount = Amount
amount-paid = Amount paid
amount-to-pay = Amount to pay
authorization-code = Authorisation code
card = Card
due-date = Due date
invoice-number = Payment notice number
issued-at = Issue date
note-amount = Notice amount
note-details = Details of the notice
number-short = No.
order-number = Order number
paid-at = Date and time of payment
payer = Payer
payer-fee = Payer's fee
payment-for = Payment for
payment-method = Payment method
service = Service
service-provider = Service provider
total = Total
transaction-number = Transaction number

## Home, service, note.
home-title = Pay for public services or check a notice
home-subtitle = Choose the service for which the service provider gave you an order number.
home-services = Pay for a service
home-service-silent = The service provider did not respond at { $at }
home-no-services = No service is registered. Add one in the console, at once, or to config/mpay-sim.toml and start again:
home-no-services-example = Configuration example
home-check-note = Check a notice
home-check-note-hint = 14 digits, for example 00 0690 0223 3014
home-check-note-button = Check
home-developers = For service providers
home-developers-rest = REST API
home-developers-contract = IServiceProvider contract (WSDL)
home-developers-pos = The counter’s POS terminal
home-developers-rules = The rules that replies are read by
service-look-up = Look up
service-look-up-hint = { $count ->
    [one] We look for the order at the service provider. This takes up to one second.
   *[other] We look for the order at the service provider. This takes up to { $count } seconds.
}
service-other = Another service
service-order-missing = Enter the order number
service-order-too-long = An order number has at most 36 characters
service-order-illegal = The order number holds a character that is not allowed
service-order-card = This looks like a card number. Enter the order number; the card is asked for later, on the bank’s page
note-title = Payment notice
note-download = Download the notice, { $format } (PDF)
note-pay = Pay this notice
invoice-status-Open = Unpaid
invoice-status-PartiallyPaid = Partly paid
invoice-status-Paid = Paid
invoice-status-Expired = Expired
invoice-status-Cancelled = Cancelled

## The choice between several orders.
orders-title = Choose the order that you pay
orders-found = { $count ->
    [one] { $count } order was found
   *[other] { $count } orders were found
}
orders-other = Choose another order
order-amount-open = You enter the amount

## The pay page.
pay-title = Pay the notice
pay-title-short = Pay notice
invoice-chip-Open = Active · can be paid
invoice-chip-PartiallyPaid = Partly paid · can be paid
amount-unknown = The service provider gave no amount. Enter it below.
partly-paid = You have paid { $paid }, { $left } left.
paid-so-far = You have paid { $paid } so far.
left-to-pay = Left to pay
lines-caption = What you pay for
line-purpose = Line purpose
amount-in = Amount, { $currency }
beneficiary-is = Beneficiary: { $name }
due-changed = The service provider changed the amount: it was { $before }, now it is { $now }.
payer-fields = What you fill in
field-optional = (optional)
customer-id-person = IDNP or passport number
customer-id-organization = IDNO or foreign registration number
customer-id-unspecified = IDNP, IDNO or passport number
customer-id-hint = 13 digits, or the number of a foreign document without spaces, such as 2001500023456
field-hint-idn = IDNP or IDNO, 13 digits
field-hint-tax-code = IDNP, IDNO or another tax code
field-hint-number = Digits only
field-error-missing = Fill in this field
field-error-too-long = Enter at most 255 characters
field-error-characters = The text holds a character that is not allowed
field-error-card-number = Do not enter a card number here
field-error-idn = The IDNP or IDNO is not correct; check the 13 digits, such as 2001500023456
field-error-tax-code = Enter a correct IDNP or IDNO, or a code with letters of at least 5 characters
field-error-number = Enter a number
field-error-customer-id = Enter an IDNP or IDNO, or the number of a foreign document: 5 to 13 letters and digits, without spaces, such as 2001500023456
amount-heading = The amount that you pay
amount-full = In full
amount-other = Another amount
amount-other-hint = The service provider accepts another amount
amount-between = Between { $min } and { $max }
error-amount = The amount must be between { $min } and { $max }
error-instrument = Choose the payment method
instrument-card = Bank card
instrument-card-hint = Confirmed at once
instrument-bank = Internet banking
instrument-bank-hint = Confirmed within a few minutes
instrument-apple-pay = Apple Pay
instrument-apple-pay-hint = The card in your phone or watch
instrument-google-pay = Google Pay
instrument-google-pay-hint = The card in your phone or browser
instrument-mia = Instant payment (MIA)
instrument-mia-hint = Scan the QR code with your bank's app
instrument-wallet = Electronic money
instrument-wallet-hint = Electronic wallets
instrument-cash = Cash
instrument-cash-hint = Payment terminals, bank counters, post offices
your-wallet = Your wallet
instrument-fee = fee { $fee }
fee-by-instrument = by method
card-processor = Card processor
processor-with-3ds = { $name } (3-D Secure)
processor-without-3ds = { $name } (without 3-D Secure)
your-bank = Your bank
pay-continue = Continue to payment
pay-give-up = Give up and return to the service provider
pay-no-real-bank = You go on to the simulated page of the chosen processor. No real bank is contacted.

## The simulator's own box.
aid-title = In the simulator only
aid-signature-valid = GetOrderDetails reply: valid signature.
aid-signature-valid-ahead = GetOrderDetails reply: valid signature; the e-Service's clock is { $seconds } s ahead of the simulator's.
aid-signature-valid-behind = GetOrderDetails reply: valid signature; the e-Service's clock is { $seconds } s behind the simulator's.
aid-signature-tolerated = GetOrderDetails reply: invalid signature, accepted by reply_signature = "warn": { $problem }
aid-signature-ignored = GetOrderDetails reply: the signature is not checked (reply_signature = "ignore").
aid-exchanges = SOAP messages of this notice ({ $count })
aid-cards-next = Test cards and their outcomes are listed on the processor's page.
aid-attempts = { $count ->
    [0] ConfirmOrderPayment has not been sent yet.
    [one] ConfirmOrderPayment was sent once, without success.
   *[other] ConfirmOrderPayment was sent { $count } times, without success.
}
aid-paid-here = Paid here by payment { $payment }, not yet known to the e-Service: its confirmation is { $status }. In the console it can be sent again.
aid-console-payment = This payment in the console
aid-console-exchange = This message in the console
aid-console-messages = The messages about this order in the console
aid-in-flight = ConfirmOrderPayment is being sent right now.
aid-last-outcome = Last outcome: { $outcome }
aid-next-attempt = Next attempt: { $at }
aid-no-next-attempt = No further attempt follows (retry_schedule).
aid-halted = An operator has halted the attempts.
aid-return-name = ReturnUrl names “{ $name }”. A name without a dot is usually known to containers alone: send the address that browsers reach, such as http://localhost:8081/….
aid-refresh = This page updates itself every 5 seconds.
aid-decided-at = The bank decides at { $at }, by the simulator’s clock.
aid-decide-now = Decide now
findings-heading = { $count ->
    [one] { $count } finding about the service provider's reply
   *[other] { $count } findings about the service provider's reply
}
finding-error = error
finding-warning = warning
finding-note = note
finding-where = Where
finding-found = Found
finding-quoted = the e-Service’s words are in the console
finding-expected = Expected
finding-consequence = At MPay
finding-remedy = What to do
rules-title = The rules by which replies are read
rules-text = Everything that may be found about an e-Service's reply. Technical texts are in English, the language of the protocol.
rules-source = Source

## Orders that cannot be paid.
not-payable-paid-chip = Paid
not-payable-paid-title = This notice is already paid
not-payable-paid-text = You do not need to pay again.
not-payable-expired-chip = Expired
not-payable-expired-title = The due date has passed
not-payable-expired-text = The due date was { $date }. Ask the service provider for a new notice.
not-payable-expired-undated-chip = Expired
not-payable-expired-undated-title = The due date has passed
not-payable-expired-undated-text = Ask the service provider for a new notice.
not-payable-cancelled-chip = Cancelled
not-payable-cancelled-title = The order was cancelled
not-payable-cancelled-text = The service provider cancelled this order.
not-payable-completed-chip = Completed
not-payable-completed-title = The order is completed
not-payable-completed-text = The service provider closed this order; it can no longer be paid.
not-payable-refunding-chip = Refunding
not-payable-refunding-title = The payment is being refunded
not-payable-refunding-text = The service provider is refunding this order; it can no longer be paid.
not-payable-refunded-chip = Refunded
not-payable-refunded-title = The payment was refunded
not-payable-refunded-text = The service provider refunded this order; it can no longer be paid.
not-payable-currency-chip = Other currency
not-payable-currency-title = The order is in another currency
not-payable-currency-text = MPay takes payments in Moldovan lei (MDL) only, and this order is in { $currency }. Contact the service provider.
not-payable-no-amount-chip = No amount
not-payable-no-amount-title = The order has no amount to pay
not-payable-no-amount-text = The service provider gave no amount and does not let you enter one. Contact the service provider.

## The result.
result-details = Details of the payment
result-paid-title = You have paid { $amount }
result-paid-text = The service provider has been told.
result-unconfirmed-title = You have paid { $amount }
result-unconfirmed-text = The service provider has not confirmed yet; we will keep trying. Do not pay again.
result-untold-title = You have paid { $amount }
result-untold-text = The service provider has not confirmed, and there are no automatic attempts left. Do not pay again; contact the service provider with the receipt.
result-declined-title = The payment was declined
result-declined-text = No money was taken. Choose another method.
result-cancelled-title = You cancelled the payment
result-cancelled-text = No money was taken.
result-reversed-title = The payment was given back
result-reversed-text = The bank returns the money to you.
result-undecided-title = The payment is not finished
result-undecided-text = The bank has not decided yet. Go on at the bank, or choose another method. No money was taken.
result-pending-title = Your payment is being processed
result-pending-text = The bank decides later. You can close this page. Do not pay again.
result-timed-out-title = The bank did not answer in time
result-timed-out-text = The payment was not made. No money was taken. Try again.
result-session-expired-title = Your session expired
result-session-expired-text = No money was taken. Start again.
result-notice-expired-title = The notice has expired
result-notice-expired-text = No money was taken. Ask the service provider for a new notice.
result-waiting-title = Waiting for your payment in cash
result-waiting-text = Pay at a terminal, a bank counter or a post office, with the number of the notice. This page updates itself.
result-to-instructions = How to pay
result-again = Choose another payment method
result-pay-rest = Pay the rest, { $amount }
result-to-payment-provider = Go on at the bank
receipt-download = Download the receipt (PDF)
receipt-download-a5 = Download the receipt, A5 (PDF)
decline-declined = The bank gave no reason.
decline-insufficient-funds = Insufficient funds.
decline-expired-card = The card has expired.
decline-wrong-cvv = The security code (CVV) is wrong.
decline-authentication-failed = 3-D Secure authentication failed.
decline-authentication-unavailable = 3-D Secure authentication is not available.
decline-processor-error = The card processor failed.
reversal-already-paid = Another payment had already paid the notice.
reversal-not-payable = The notice had expired or had been cancelled.

## What stops a payer.
problem-no-money = No money was taken.
problem-retry = Try again
problem-another-order = Enter another number
problem-incident = Incident number, in the log and in the console’s search:
problem-parameter-title = The address of the payment page is incomplete
problem-parameter-text = The service provider sent you here without the service code or the order number, or with values that are too long. Go back to the service provider and try again.
problem-return-url-title = The return address is not valid
problem-return-url-text = The service provider gave a return address that we cannot use. Go back to the service provider and try again.
problem-service-title = The service is not known
problem-service-text = This service is not registered. Check the service code, or choose a service on the home page.
problem-session-title = This payment page no longer exists
problem-session-text = Your session expired. Start again.
problem-note-title = There is no such payment notice
problem-note-text = We cannot find the notice. Check the 14 digits on your document.
problem-order-title = We cannot find order { $order }
problem-order-text = Check the number on your document.
problem-down-title = { $service_provider } is not responding
problem-down-text = Try again in a few minutes.
problem-service-busy-title = { $service_provider } has too many requests right now
problem-service-busy-text = Nothing was paid on this page. Try again in a few seconds.
problem-slow-title = { $service_provider } is not responding in time
problem-slow-text = Try again in a few minutes.
problem-broken-title = The service is not responding correctly
problem-broken-text = { $service_provider } sent a reply that we cannot use. Try again in a few minutes.
problem-nothing-paid-title = There is no receipt
problem-nothing-paid-text = This notice has not been paid here.
problem-no-return-title = There is no return address
problem-no-return-text = The service provider did not say where to return.
problem-slow-body-title = The page did not reach us in time
problem-slow-body-text = What you sent arrived too slowly, so nothing was done. Go back and send it again.
problem-busy-title = The system is busy
problem-busy-text = Too many people are paying at this moment. Wait a few seconds and reload the page.
problem-too-many-visits-title = Too many payment pages were opened
problem-too-many-visits-text = Too many payment pages were opened from your network within a minute. Wait a little and try again.
problem-internal-title = The simulator failed
problem-internal-text = Try again. The cause is in the log.
problem-database-title = The simulator's database does not respond
problem-database-text = If you have approved the payment at the bank, do not pay again: come back to this page in a minute, it will show the result.
other-method-title = This page cannot be opened like that
other-method-text = The address exists, but takes no { $method } requests. Nothing was changed.
other-method-allowed = Allowed methods: { $methods }
not-found-title = There is no such page
not-found-text = Addresses that exist:
not-found-home = choose a service, or check a notice
not-found-pay = MPay's entry: ServiceID, OrderKey, ReturnUrl
not-found-service = pay an existing order
not-found-note = check a notice by its number
not-found-pos = configure a POS terminal (then /PosTerminal/Pay/… and /PosTerminal/PayInvoice/…)
not-found-rest = the REST API for service providers
not-found-contract = the contract IServiceProvider (and /ServiceProvider.xsd)
not-found-certificate = the certificate that the simulator signs with
not-found-operations = the state of the simulator

rest-title = REST API
rest-text = The same addresses as at MPay; the path and the names of parameters are read without regard to case. Technical texts are in English.
rest-json = OpenAPI description (JSON)
rest-answer = Answer
rest-example = Example
rest-errors = Errors
