# Scenarios: what the simulator does wrong on purpose. The ribbon of every page names those that are active.

ribbon-scenarios = { $count ->
    [one] Active scenario:
   *[other] Active scenarios:
}
ribbon-more-scenarios = { $count ->
    [one] and one more
   *[other] and { $count } more
}

scenario-unsigned = unsigned request
scenario-no-security-header = request without a Security header
scenario-digest-wrong = wrong digest
scenario-signature-wrong = wrong signature
scenario-rsa-sha256 = rsa-sha256 signature
scenario-prefix-lists = signature with prefix lists
scenario-must-understand = mustUnderstand on the Security header
scenario-signed-by-unknown = signed by a stranger
scenario-signed-by-expired = signed with an expired certificate
scenario-signed-by-e-service = signed with the service provider's own key
scenario-key-info-x509-data = KeyInfo with X509Data
scenario-key-info-subject-key-identifier = KeyInfo with the subject key identifier
scenario-key-info-thumbprint = KeyInfo with the certificate's thumbprint
scenario-key-info-issuer-serial = KeyInfo with issuer and serial number
scenario-timestamp-missing = no Timestamp
scenario-timestamp-expired = expired Timestamp
scenario-timestamp-future = Timestamp in the future
scenario-timestamp-not-signed = Timestamp not signed
scenario-body-not-signed = Body not signed
scenario-two-bodies = two Bodies
scenario-body-in-header = signed Body moved into the header
scenario-body-with-same-id = two Bodies with one id
scenario-body-in-signature = signed Body moved into the signature
scenario-timestamp-in-header = signed Timestamp moved into the header
scenario-second-security-header = second Security header
scenario-service-id-of-another = ServiceID of another service
scenario-order-key-unknown = unknown OrderKey
scenario-amount-more = larger amount
scenario-amount-less = smaller amount
scenario-total-not-lines = total differs from the lines
scenario-currency-other = another currency
scenario-line-missing = missing line
scenario-line-extra = extra line
scenario-lines-reordered = lines in another order
scenario-payment-id-other-amount = same PaymentID with another amount
scenario-second-payment = second payment of the same order
scenario-duplicates-at-once = duplicated confirmation
scenario-duplicates-after-gap = confirmation repeated later
scenario-reply-cut = reply cut off
scenario-reply-unread = reply not read
scenario-slow-sending = request sent slowly
scenario-replay = replay of an expired request
