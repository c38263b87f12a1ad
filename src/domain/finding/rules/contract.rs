//! Rules of the content of `GetOrderDetails` replies.

super::rules! {
    RESPONSE_ELEMENT "response-element" Contract Error
        "the Body holds another element than the operation's response"
        expected "GetOrderDetailsResponse with GetOrderDetailsResult inside"
        consequence "MPay finds no answer in it: the call counts as failed"
        remedy "name the element after the operation, with `Response` at its end, in the namespace of the contract"
        source "WSDL: GetOrderDetailsResponse; SOAP document/literal wrapped";
    ELEMENT_ORDER "element-order" Contract Warning
        "elements are out of order"
        expected "the elements of every structure in alphabetical order"
        consequence "a WCF reader silently skips an element that stands too late, as if it were absent"
        remedy "write the elements of each structure in the order of the XSD, which is alphabetical"
        source "WSDL: data contracts; MPay guide, SOAP";
    ELEMENT_ORDER_REQUIRED "element-order-required" Contract Error
        "an element stands before one that is required and must come first"
        expected "the elements of every structure in alphabetical order"
        consequence "a WCF reader refuses the whole reply: it meets an element beyond the required one that it waits for"
        remedy "write the elements of each structure in the order of the XSD, which is alphabetical"
        source "XSD: elements without minOccurs=\"0\"; DataMember(IsRequired = true)";
    ELEMENT_UNKNOWN "element-unknown" Contract Warning
        "an element is not in the contract"
        expected "only the elements that the XSD names"
        consequence "a WCF reader skips it, with no error"
        remedy "leave it out, or correct its name; names are case-sensitive"
        source "XSD";
    ELEMENT_MISSPELT "element-misspelt" Contract Warning
        "an element's name is misspelt"
        expected "the name as the XSD has it"
        consequence "a WCF reader skips it, and takes the value as absent"
        remedy "correct the name; names are case-sensitive"
        source "XSD; the guide's text writes AllowPartialPayment, the deployed XSD AllowPartialPayments";
    ELEMENT_REPEATED "element-repeated" Contract Warning
        "an element occurs twice in one structure"
        expected "each element at most once"
        consequence "a WCF reader takes the first and skips the others"
        remedy "leave one of them; lists go into Lines and Properties"
        source "XSD: maxOccurs";
    RESULT_MISSING "result-missing" Contract Error
        "GetOrderDetailsResult is missing"
        expected "GetOrderDetailsResult inside GetOrderDetailsResponse, with the orders inside, or empty"
        consequence "a WCF reader skips what is there and finds no orders: the payer is told that the order does not exist"
        remedy "wrap the orders in <GetOrderDetailsResult>; with PHP's SoapServer, give it the WSDL"
        source "WSDL: GetOrderDetailsResponse";
    MIXED_CONTENT "mixed-content" Contract Error
        "there is text in place of elements, or elements in place of text"
        expected "elements alone in a structure, text alone in a value"
        consequence "a WCF reader refuses the whole reply: it expects an element and meets text, or the other way round"
        remedy "put each value into its own element, and escape markup inside texts"
        source "XSD: xs:complexType without mixed content";
    TOO_MANY "too-many-elements" Contract Error
        "there are more elements than any honest message has"
        expected "at most 100 orders, 500 lines and 100 properties"
        consequence "the hub refuses the reply; MPay's own limit is not published"
        remedy "split the order"
        source "limit of the hub";
    NAMESPACE_WRONG "namespace-wrong" Contract Error
        "an element is in another namespace than the contract's"
        expected "https://mpay.gov.md on every element of the message"
        consequence "a WCF reader does not recognise the element and skips it with all that is inside"
        remedy "declare xmlns=\"https://mpay.gov.md\" on the response element, and no other default namespace below it"
        source "WSDL: targetNamespace, elementFormDefault=\"qualified\"";
    NAMESPACE_RELATIVE "namespace-relative" Contract Error
        "a namespace is a relative URI"
        expected "https://mpay.gov.md on every element of the message"
        consequence "libxml2, and what is built on it (xmlsec, PHP, Python), refuses to canonicalise such a message; a WCF reader does not recognise the element"
        remedy "use the contract's namespace; a class or module name of your own language is no namespace"
        source "W3C: relative namespace URI references are deprecated (2000); Canonical XML 1.0 §1.3";
    NAMESPACE_TRAILING_SLASH "namespace-trailing-slash" Contract Error
        "the namespace has a slash at its end"
        expected "https://mpay.gov.md, without a slash"
        consequence "namespaces are compared letter by letter: a WCF reader does not recognise the element"
        remedy "remove the slash"
        source "WSDL: targetNamespace; Namespaces in XML 1.0 §2.3";
    VALUE_MISSING "value-missing" Contract Warning
        "a required value is absent or empty"
        expected "a value"
        consequence "MPay shows the payer an order without it, or refuses the order"
        remedy "fill it in; a nil or empty element is not a value"
        source "MPay guide, OrderDetails";
    VALUE_EMPTY "value-empty" Contract Error
        "an element is empty where a number, a date, a flag or a listed name must be"
        expected "a value, or no element"
        consequence "a WCF reader refuses the whole reply: an empty text is no value of this type"
        remedy "leave the element out where there is no value, or fill it in"
        source "XML Schema Part 2 §3.2; XSD: OrderStatus, CustomerType, CurrencyCode";
    NIL_NOT_ALLOWED "nil-not-allowed" Contract Error
        "an element that cannot be nil has xsi:nil"
        expected "a value, or no element"
        consequence "a WCF reader refuses the whole reply: the value cannot be null"
        remedy "leave the element out where there is no value"
        source "XSD: elements without nillable=\"true\"";
    VALUE_WHITE_SPACE "value-white-space" Contract Warning
        "a text has white space around it"
        expected "the value alone between its tags"
        consequence "the blanks are part of the value: an OrderKey or a LineID is then another one"
        remedy "write value and tags without line ends and blanks between them; switch off pretty-printing of texts"
        source "XML Schema Part 2 §4.3.6: xs:string preserves white space";
    STATUS_MISSING "status-missing" Contract Error
        "the order has no Status"
        expected "Status: Active where the order can be paid"
        consequence "MPay cannot tell whether the order can be paid, and refuses it"
        remedy "send Status in every order; where it is there, see whether it stands in its alphabetical place"
        source "MPay guide, OrderDetails";
    LINES_MISSING "lines-missing" Contract Error
        "the order has no line"
        expected "Lines with at least one OrderLine"
        consequence "MPay cannot tell where the money goes, and refuses the order"
        remedy "send at least one OrderLine with its AmountDue and DestinationAccount"
        source "MPay guide, OrderDetails";
    VALUE_TOO_LONG "value-too-long" Contract Warning
        "a value is longer than the contract allows"
        expected "a shorter text"
        consequence "MPay refuses the order, or cuts the value off"
        remedy "shorten it"
        source "MPay guide, string lengths";
    BOOLEAN_FORM "boolean-form" Contract Error
        "a flag is not an xs:boolean"
        expected "true, false, 1 or 0, in small letters"
        consequence "a WCF reader refuses the whole reply"
        remedy "write true or false in small letters; Python's str(True) and PHP's empty string are none"
        source "XML Schema Part 2 §3.2.2";
    ENUMERATION_VALUE "enumeration-value" Contract Error
        "a value is not one of those that the contract lists"
        expected "exactly one of the listed values"
        consequence "a WCF reader refuses the whole reply"
        remedy "send one of the listed values; capitals count"
        source "XSD: OrderStatus, CustomerType";
    STATUS_SPELLING "status-spelling" Contract Error
        "the status is spelt with one l"
        expected "Cancelled"
        consequence "a WCF reader refuses the whole reply; the hub reads it as Cancelled"
        remedy "write Cancelled, with two l"
        source "XSD: OrderStatus";
    CURRENCY "currency" Contract Warning
        "the currency is not MDL"
        expected "MDL"
        consequence "MPay takes payments in lei only; an ISO 4217 code that it does not know fails the whole reply"
        remedy "send the amount in lei and Currency MDL"
        source "MPay guide, OrderDetails";
    AMOUNT_DECIMALS "amount-decimals" Contract Warning
        "an amount is finer than a ban"
        expected "at most two decimals"
        consequence "what MPay rounds, your books do not: the confirmation then carries another amount than you sent"
        remedy "round to two decimals yourself, with a decimal type; binary floats make such noise"
        source "MPay guide, samples: two decimals";
    AMOUNT_EXPONENT "amount-exponent" Contract Error
        "an amount is written with an exponent"
        expected "an xs:decimal, such as 1000.00"
        consequence "a WCF reader refuses the whole reply: xs:decimal has no exponent"
        remedy "format the amount with two decimals; printing a float gives exponents"
        source "XML Schema Part 2 §3.2.3";
    AMOUNT_FORM "amount-form" Contract Error
        "an amount cannot be read"
        expected "an xs:decimal from 0.00 to 999999999999.99, with a point"
        consequence "a WCF reader refuses the whole reply"
        remedy "format the amount with a point and two decimals, without spaces and without a currency"
        source "XML Schema Part 2 §3.2.3; MPay guide, OrderDetails";
    AMOUNT_RANGE "amount-range" Contract Error
        "an amount is below zero or beyond what can be paid"
        expected "an amount from 0.00 to 999999999999.99"
        consequence "MPay takes no such amount, and refuses the order"
        remedy "send what is still to be paid; where nothing is due, send Status Paid"
        source "MPay guide, OrderDetails";
    NOTHING_DUE "nothing-due" Contract Warning
        "the order can be paid, and nothing is due"
        expected "an amount above zero, or a Status that says that nothing is to be paid"
        consequence "there is nothing that the payer could pay"
        remedy "send Status Paid; or allow advance payments, where the payer may pay ahead"
        source "MPay guide, OrderStatus";
    DATE_FORM "date-form" Contract Error
        "a date is not an xs:dateTime"
        expected "an xs:dateTime, such as 2026-11-23T09:00:00"
        consequence "a WCF reader refuses the whole reply"
        remedy "write yyyy-MM-ddTHH:mm:ss with seconds, a capital T, and Z or an offset with a colon (+02:00): PHP date('c'), Python isoformat(), not DATE_ISO8601 or %z"
        source "XML Schema Part 2 §3.2.7";
    DATE_ONLY "date-only" Contract Note
        "a date has no time"
        expected "an xs:dateTime, such as 2026-11-23T23:59:59"
        consequence "it is read as the midnight at which the day begins: an order with this DueDate expires before that day"
        remedy "send the last second of the day where the day is meant"
        source "XML Schema Part 2 §3.2.7, §3.2.9";
    DATE_WITHOUT_ZONE "date-without-zone" Contract Note
        "a date has no time zone"
        expected "Z or an offset, where the moment matters"
        consequence "it is read as Chișinău's time, as in MPay's own samples; a server in UTC is then two or three hours off"
        remedy "send the offset, or make sure that it is Chișinău's time"
        source "MPay guide, samples of DueDate and IssuedAt";
    LINES_SUM "lines-sum" Contract Error
        "the lines do not add up to the total"
        expected "the AmountDue of the lines adding up to TotalAmountDue"
        consequence "MPay cannot share the payment out among the lines, and refuses the order"
        remedy "make TotalAmountDue the sum of the lines, each rounded to two decimals first"
        source "MPay guide, OrderLine";
    LINE_AMOUNT_MISSING "line-amount-missing" Contract Warning
        "a line has no amount though the total is known"
        expected "AmountDue on every line"
        consequence "MPay cannot share the payment out among the lines"
        remedy "send AmountDue; with one line it equals TotalAmountDue"
        source "MPay guide, OrderLine";
    AMOUNT_UNKNOWN_BUT_FIXED "amount-unknown-but-fixed" Contract Error
        "the amount is not known, and the payer may not type one"
        expected "TotalAmountDue, or AllowPartialPayments or AllowAdvancePayments true"
        consequence "there is nothing that could be paid"
        remedy "send TotalAmountDue; where only the payer knows it, allow partial or advance payments"
        source "MPay guide, OrderDetails";
    FLAGS_LINE "flags-line" Contract Warning
        "a flag is on the wrong line"
        expected "one line: the order's flags; several lines: flags on the first line only, false on the others"
        consequence "MPay lets only the first line take the difference of a partial or advance payment"
        remedy "put the order's flags on the first line, and false on the others"
        source "MPay guide, partial and advance payment";
    ORDER_KEY_DIFFERS "order-key-differs" Contract Warning
        "the reply names another OrderKey than the one asked for"
        expected "exactly the OrderKey of the query"
        consequence "MPay keeps the invoice under the key that it asked for, and confirms with that one"
        remedy "repeat the OrderKey of the query, in its own letters"
        source "MPay guide, OrderDetails";
    SERVICE_ID_DIFFERS "service-id-differs" Contract Warning
        "the reply names another ServiceID than the one asked for"
        expected "exactly the ServiceID of the query"
        consequence "MPay may take the answer for another service's and refuse it"
        remedy "repeat the ServiceID of the query"
        source "MPay guide, OrderDetails";
    ANSWER_OF_ANOTHER_SERVICE "answer-of-another-service" Contract Error
        "the reply is about another service than the one asked for"
        expected "the ServiceID of the query"
        consequence "the reply answers another question; it is not used, even where its signature is valid"
        remedy "repeat the ServiceID of the query; where one system serves several services, look the order up by ServiceID and OrderKey"
        source "MPay guide, OrderDetails; docs/TRUST.md";
    ANSWER_ABOUT_ANOTHER_ORDER "answer-about-another-order" Contract Error
        "the reply is about another order than the one asked for"
        expected "the OrderKey of the query; other letters and white space are forgiven"
        consequence "the reply answers another question; it is not used, even where its signature is valid"
        remedy "repeat the OrderKey of the query, and tell your own number in a property; where the key names several orders, send each under its own"
        source "MPay guide, OrderDetails; docs/TRUST.md";
    ANSWER_TO_ANOTHER_QUESTION "answer-to-another-question" Contract Error
        "the reply is no reply to ConfirmOrderPayment"
        expected "an empty ConfirmOrderPaymentResponse in the namespace https://mpay.gov.md, or an empty Body"
        consequence "the payment does not count as confirmed, and the call is repeated: any reply that was ever signed could end it else"
        remedy "answer with an empty ConfirmOrderPaymentResponse; refuse with a fault"
        source "WSDL: ConfirmOrderPaymentResponse; docs/TRUST.md";
    ANSWER_BESIDE_OTHERS "answer-beside-others" Contract Error
        "the answer is not alone in the Body"
        expected "one element inside Body"
        consequence "it is ambiguous which of them is the answer; the reply is not used"
        remedy "send the response, or a Fault, and nothing beside it"
        source "WS-I Basic Profile 1.1, R2201; docs/TRUST.md";
    LINE_ID_REPEATED "line-id-repeated" Contract Warning
        "two lines have one LineID"
        expected "a LineID of its own for each line"
        consequence "the confirmation names lines by LineID: you cannot tell the two apart"
        remedy "number the lines"
        source "MPay guide, OrderLine";
    ACCOUNT_MISSING "account-missing" Contract Warning
        "a line does not say where its money goes"
        expected "DestinationAccount with BankAccount, BankCode, BankFiscalCode and BeneficiaryName, or ConfigurationCode"
        consequence "MPay takes the service's defaults; where there are none, the money is not settled"
        remedy "fill in DestinationAccount, or have defaults registered for the service"
        source "MPay guide, PaymentAccount";
    ACCOUNT_ARRAY "account-array" Contract Error
        "the account is the word Array"
        expected "a PaymentAccount with elements inside"
        consequence "a WCF reader with PaymentAccount refuses the whole reply: it expects an element and meets text"
        remedy "PHP prints `Array` where an array is used as text: build the element from its parts"
        source "MPay guide, PaymentAccount";
    ACCOUNT_PLAIN "account-plain" Contract Warning
        "the account is a plain text"
        expected "a PaymentAccount with elements inside"
        consequence "a WCF reader with PaymentAccount refuses the whole reply; one with the XSD of 2014 takes it"
        remedy "send PaymentAccount with BankAccount, BankCode, BankFiscalCode and BeneficiaryName"
        source "MPay guide, PaymentAccount; XSD of 2014";
    ACCOUNT_OBSOLETE "account-obsolete" Contract Note
        "an element of PaymentAccount is obsolete"
        expected "BankAccount, BankCode, BankFiscalCode, BeneficiaryName, ConfigurationCode"
        consequence "MPay ignores it"
        remedy "leave out BankName, TreasuryAccount and TreasuryAccountName"
        source "MPay guide, PaymentAccount";
    ACCOUNT_IBAN "account-iban" Contract Warning
        "the account number is not a valid IBAN of the Republic of Moldova"
        expected "MD, two check digits and 20 characters, which pass the check modulo 97"
        consequence "the money cannot be settled to such an account"
        remedy "copy the IBAN from the treasury's or bank's letter; spaces are not part of it"
        source "ISO 13616; MPay guide, PaymentAccount.BankAccount";
    FISCAL_CODE "fiscal-code" Contract Warning
        "the beneficiary's fiscal code fails its checksum"
        expected "an IDNO of 13 digits whose last one is the checksum"
        consequence "the money cannot be settled to such a beneficiary"
        remedy "copy the IDNO from the register; a digit is wrong or two are swapped"
        source "IDNO checksum: weights 7, 3, 1, modulo 10";
    CUSTOMER_ID "customer-id" Contract Warning
        "the CustomerID fails its checksum"
        expected "an IDNP or IDNO of 13 digits whose last one is the checksum, or a passport number"
        consequence "the receipt names a person or organisation that does not exist"
        remedy "send the number that the register has; where you do not know it leave CustomerID empty, and MPay asks the payer"
        source "IDNP and IDNO checksum: weights 7, 3, 1, modulo 10";
    PROPERTY_NAME "property-name" Contract Warning
        "a property's Name has characters that are not allowed"
        expected "letters, digits and spaces"
        consequence "MPay may refuse the order, or leave the property out"
        remedy "put the words for people into DisplayName, and a plain word into Name"
        source "MPay guide, OrderProperty";
    PROPERTY_TYPE "property-type" Contract Note
        "a property's Type is not known"
        expected "string, idn, tc, number, LineDescription, CustomerName or CustomerType"
        consequence "it is treated as string"
        remedy "leave Type out, or send one of the known ones"
        source "MPay guide, OrderProperty, and its samples";
    PROPERTY_VALUE "property-value" Contract Warning
        "a property's Value does not fit its Type"
        expected "idn: an IDNP or IDNO with a right checksum; tc: that, or 5 characters or more; number: digits"
        consequence "the payer is shown a value that MPay would not take from the payer"
        remedy "correct the Value, or send Type string"
        source "MPay guide, OrderProperty";
}
