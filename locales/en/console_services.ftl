# Services that are added, changed and removed in the console.

console-services-text = The services of this hub. A service added here works at once, at every hub on the same database, and survives a restart.
services-empty = No service is registered
services-empty-text = A service is something to pay for, with an e-Service that describes the orders and receives the confirmations. It is registered in one of three ways:
services-empty-form = Fill in the form, here
services-empty-api = Send a request from your program:
services-empty-settings = Write into config/mpay-sim.toml and start the hub again:

service-add = Add a service
service-add-text = Only the ServiceID and the address are needed; the rest can be filled in later.
service-add-button = Add the service
service-edit = Edit
service-edit-title = Edit service { $id }
service-edit-text = The next call to the e-Service is made so.
service-edit-over-settings = This service comes from the settings. Changes saved here override the settings until you go back to them.
service-save = Save
service-cancel = Cancel
service-not-saved = Not saved
service-changed-meanwhile = Somebody else has changed the service meanwhile. Your entries are below: saving again overwrites that change.
service-as-it-is = The service as it is now
service-too-many = 1000 services are registered, which is the maximum. Please remove unused ones first.

service-source = Origin
service-source-settings = settings
service-source-registered = added
service-source-replaces = changed over the settings
service-added = The service was added.
service-saved = The service was saved. The next call is made so.
service-unchanged = Nothing was changed.
service-removed = The service was removed.
service-back-to-settings = The service is as the settings describe it again.

service-part-address = The service and its address
service-part-names = Texts for payers
service-part-signature = The signature of replies
service-part-tls = HTTPS
service-part-tls-text = It matters only for an address that begins with https.
service-field-id = ServiceID
service-field-endpoint_url = Address of the e-Service (endpoint_url)
service-field-name = Name of the service
service-field-service_provider_name = Name of the service provider
service-field-service_provider_idno = IDNO of the service provider
service-field-order_key_label = Name of the order number
service-field-order_key_example = Example of an order number
service-field-reply_signature = Signatures of replies (reply_signature)
service-field-tls = Trust in the server's certificate (tls_ca)
service-field-certificate = Certificate that the e-Service signs with
service-field-signature_ca = Authorities whose certificates may sign
service-field-tls_ca = Certificate of the server or of its authority
service-field-tls_fingerprint = SHA-256 fingerprint of the server's certificate
service-hint-id = The one that your Pay button sends: 1 to 36 characters, to the letter
service-hint-endpoint = Where the e-Service implements IServiceProvider, such as http://localhost:5000/ServiceProvider.svc
service-hint-name = By default the ServiceID is shown. Missing Russian or English texts are taken from Romanian.
service-hint-service_provider_name = Who sells; it stands on the receipt, too. Without one the ServiceID is shown.
service-hint-order_key_label = Such as “File number”. Without one: “Order number”.
service-hint-example = Shown under the field when a payer enters an order number
service-hint-certificate = A file in PEM, .cer or .p7b of at most 64 KiB, without the private key. Without one, the certificate of the first valid reply is pinned.
service-hint-signature_ca = Where the signing certificate changes often: the authority that issues it. A file in PEM, .cer or .p7b.
service-hint-tls_ca = A file in PEM, .cer or .p7b; for “only the certificates below”
service-hint-fingerprint = 64 hexadecimal digits, with or without colons; for “one certificate, by its fingerprint”. The test of the connection shows it.

service-policy-require = Require a valid signature
service-policy-require-text = As MPay does: a reply that is unsigned or wrongly signed stops the payment.
service-policy-warn = Go on and warn
service-policy-warn-text = The payment goes on, and the page and the console show what is wrong with the signature.
service-policy-ignore = Do not look
service-policy-ignore-text = The signature is not checked at all. At MPay it will count.
service-trust-public = The public authorities
service-trust-public-text = Those that browsers trust.
service-trust-certificates = Only the certificates below
service-trust-certificates-text = An authority of your own, or the server's certificate itself.
service-trust-fingerprint = One certificate, by its fingerprint
service-trust-fingerprint-text = Whatever its name and its issuer; its dates must be right.
service-file-registered = Registered now
service-file-until = valid until { $date }
service-file-chosen = Chosen file
service-file-keep = Keep
service-file-keep-text = { "" }
service-file-replace = Replace by the file below
service-file-replace-text = { "" }
service-certificate-remove = Take away
service-certificate-remove-text = The next valid reply pins its own certificate.
service-signature_ca-remove = Take away
service-signature_ca-remove-text = No authority can name signers any more.

service-mistake-too-long = Enter at most { $most } characters
service-mistake-id = Enter 1 to 36 characters without control characters
service-mistake-outer-space = Enter the ServiceID without spaces before and after it
service-mistake-reserved-id = Choose another ServiceID: this one cannot end the address of a page
service-mistake-taken = There is a service with this ServiceID already; choose another one, or edit that one
service-mistake-address = Enter a whole address that begins with http:// or https://
service-mistake-credentials = Take the user name and the password out of the address: MPay sends none
service-mistake-idno = Enter the 13 digits of the IDNO
service-mistake-policy = Choose one of these
service-mistake-fingerprint = Enter a SHA-256 fingerprint: 64 hexadecimal digits
service-mistake-certificate = The file holds no certificate in PEM, DER (.cer) or PKCS #7 (.p7b)
service-mistake-private-key = The file holds a private key, or is protected by a password. Export the certificate alone (.cer) and choose that file
service-mistake-too-large = The file is too large for a certificate; choose one of at most 64 KiB
service-mistake-too-many = The file holds more than { $most } certificates
service-mistake-no-file = Choose a file
service-mistake-contradiction = You chose a file, and also something that needs none; choose one of the two

service-remove = Remove
service-remove-button = Remove the service
service-remove-title = Remove the service?
service-remove-text = The service disappears from this hub and from every hub on the same database. Payments, messages and receipts stay. A payment that is authorised later is confirmed once a service with this ServiceID is registered again.
service-back = Back to the settings
service-back-title = Go back to the settings?
service-back-text = The changes made here are deleted, and the settings' service counts again. Waiting confirmations are then sent to its address.
service-in-use = The e-Service has not heard of all payments yet
service-in-use-text = Send or resume these confirmations in the queue until they are accepted. If they are no longer needed, delete the service's data with POST /control/v1/reset, then remove the service.

service-next = Next steps
service-next-certificate = Give the e-Service the hub's certificate as the one that MPay signs with:
service-next-https = (the hub also shows it as its client certificate, where the server asks for one)
service-next-test = Try the way to the e-Service, without any payment:
service-next-order = Place an order on your side, and enter its number on
service-next-page = the payer's page
service-next-button = Let the Pay button of your shop send the browser to the hub:
service-next-pay = Pay
service-next-fields = ServiceID and OrderKey are required; ReturnUrl is the page of your shop to which the payer comes back. The button works in any page, also with GET and the same names in the address.

check-crumb = Check
check-button = Check
check-title = Would { $service } pass MPay?
check-about = The e-Service is called as MPay calls it, honestly and with every known mistake. The verdict is the simulator's, not MPay's.
check-running = The check is running
check-waiting = It waits for
check-broke-off = The check broke off. The log of the hub says why.
check-file = The whole report, with every message (HTML)
check-start-title = Start a check
check-warning = Never check an e-Service in use: the check confirms payments to it that were never made.
check-orders = Numbers of orders that may be paid, one a line
check-families = Only these rules (none chosen: all)
check-strict = Warnings fail the check
check-patient = Also rules that wait for minutes
check-start = Start the check
check-count-failed = { $count } failed
check-count-warning = { $count ->
    [one] { $count } warning
   *[other] { $count } warnings
}
check-count-inconclusive = { $count } inconclusive
check-count-known = { $count ->
    [one] { $count } known failure
   *[other] { $count } known failures
}
check-count-passed = { $count } passed
check-count-skipped = { $count } skipped
