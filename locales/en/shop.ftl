# The sample e-Service: the shop of a made-up agency.

## Every page
shop-skip = Skip to main content
shop-ribbon-label = Simulator notice
shop-ribbon = Demo shop of a made-up agency. No money moves and nothing is sold.
shop-pay-existing = Pay an existing order
shop-console = Developer console
shop-brand-note = demo e-Service
shop-language = Language
shop-made-up = a made-up institution
shop-independent = an independent project, not affiliated with AGE or the Government
shop-back = All services
shop-aid-heading = Only in the simulator

## Catalogue
shop-catalogue-title = The agency's services
shop-catalogue-heading = What would you like to order?
shop-catalogue-lead = Choose a service, fill in the order and pay it through the MPay simulator.
shop-line-count = { $count ->
    [one] { $count } line to pay
   *[other] { $count } lines to pay
}
shop-order-link = Order
shop-trials-heading = For trying things
shop-trials-text = Each of these services shows one thing: how an order can be paid, or what an e-Service can do wrong.
shop-existing-heading = Do you have an order number already?
shop-existing-text = Pay at MPay with the number on your order slip, without going through the shop again.
shop-aid-what = This shop stands in for your own e-Service: it has a database and a certificate of its own.
shop-aid-endpoint = The simulator asks it through IServiceProvider:
shop-aid-messages = The messages between the two, in the console

## Order form
shop-form-title = Order: { $service }
shop-price = Price
shop-price-open = You choose the amount
shop-form-who = Who is ordering
shop-form-name = Last and first name
shop-form-name-hint = Up to 60 characters
shop-form-idnp = IDNP (personal code)
shop-form-idnp-hint = 13 digits, as on the identity card
shop-form-submit = Place the order
shop-form-next = You are not paying yet. On the next page you check the order and choose when to pay it.
shop-aid-person = The person is made up. You can leave the details as they are; do not enter real personal data.
shop-error = Error
shop-error-title = Error: { $title }
shop-error-count = { $count ->
    [one] Correct one field
   *[other] Correct { $count } fields
}
shop-error-name-missing = Enter the last and first name
shop-error-name-long = The last and first name can have up to 60 characters
shop-error-name-control = The last and first name must stand on one line
shop-error-idnp-missing = Enter the IDNP
shop-error-idnp-digits = The IDNP must have 13 digits
shop-error-idnp-checksum = Check the IDNP: its last digit does not fit the others

## Order
shop-order-title = Order { $order }
shop-order-heading = Your order is registered
shop-order-paid-heading = Your order is paid
shop-order-expired-heading = Your order has expired
shop-order-number = Order number
shop-status-active = Active · waiting for payment
shop-status-partly-paid = Partly paid · waiting for the rest
shop-status-paid = Paid
shop-status-expired = Expired
shop-amount-due = Amount to pay
shop-amount-left = Left to pay
shop-amount-paid = Amount paid
shop-due-at = Due date
shop-paid-at = Paid at
shop-confirmed-at = Confirmed to the agency
shop-paid-thanks = Thank you, the payment has arrived
shop-paid-text = MPay has confirmed the payment to us. You do not need to pay again.
shop-payment-id = Transaction number
shop-invoice-id = Payment notice number
shop-pay-heading = Pay the order
shop-pay-text = You pay through the MPay simulator. Afterwards you can come back to this page.
shop-pay-button = Pay { $amount }
shop-pay-choose = Pay at MPay
shop-pay-reload = Paid already? The confirmation can take a few seconds.
shop-pay-reload-link = Reload the page
shop-slip-link = Pay later: order slip
shop-expired-heading = The due date has passed
shop-expired-text = This order can no longer be paid. No money was taken.
shop-expired-rest = The rest of this order can no longer be paid.
shop-order-again = Order again
shop-details-heading = Order details
shop-service = Service
shop-payer = Payer
shop-issued-at = Issue date
shop-lines-caption = What you pay for
shop-line-reason = Line purpose
shop-line-amount = Amount, MDL
shop-beneficiary = Beneficiary
shop-total = Total
shop-aid-redirect = The button sends to the simulator, by POST:
shop-aid-confirmation = The shop learns of the payment only from the signed SOAP message:
shop-aid-messages-of-order = The messages about this order, in the console

## Slip
shop-slip-title = Order slip { $order }
shop-slip-heading = Order slip
shop-slip-how = How to pay
shop-slip-open = Open in a browser
shop-slip-choose = Choose the service “{ $service }”.
shop-slip-type = Type the order number exactly as it is printed above.
shop-slip-pay = Check the amount, choose a payment method and pay.
shop-slip-back = Back to the order
shop-slip-print = Print the page from the browser's menu; it fits on one A4 sheet.

## Nothing to see
shop-not-found-title = There is no such page
shop-not-found-text = Check the address, or start from the list of services.
shop-no-order-title = We cannot find the order
shop-no-order-text = Check the order number. Orders of another installation of the simulator are not seen here.
shop-bad-form-title = The form could not be read
shop-bad-form-text = The order was not registered. Open the form again and send it once more.
shop-failure-title = The shop cannot answer now
shop-failure-text = No money was taken. Try again in a few minutes; the cause is written in the program's log.
