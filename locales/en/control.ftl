# Access to the console and the control API. Keys are the same in every language; a test checks it.

login-title = Console: log in
login-text = This hub asks for its control token before it shows or does anything in the console.
login-token = Control token
login-token-hint = The value of the setting control_token
login-wrong = This is not the hub's control token. Please check it and type it again.
login-button = Log in
login-closed = The hub listens beyond this machine and has no control token, so the console is closed. Set a token, start the hub again and log in with it.
login-closed-example = The setting in the environment

control-title = Control API
control-text = Everything that a person can see and do here, a program can do too. Each example works at a hub with the sample e-Service; where the hub has a control token, it goes into the header Authorization.
control-json = OpenAPI 3.1 description
control-contract = The contract that the e-Service implements
control-contract-wsdl = IServiceProvider, to generate code from: svcutil, wsimport, zeep, PHP’s SoapServer, wsdl2h.
control-contract-policy = The same with MPay’s WS-SecurityPolicy, for tools that read one: wsdl2h then names the calls that sign and verify. Where a tool knows no policy, take the form above.
control-contract-single = The same in one file, with the schema in it; &policy adds the policy here too.
control-contract-xsd = The schema, to validate messages with. It is strict; the simulator reads more than it allows, and says so in its findings.

example-index = All calls
example-heading = The examples
example-copy = One click on a command selects the whole of it. The commands are for a POSIX shell; they use these variables:
example-order = The number of an order that is still to be paid (OrderKey), from your e-Service.
example-paid = The PaymentID of a confirmed payment. `GET /control/v1/payments?confirmation_status=Confirmed&limit=1` shows one.
example-unconfirmed = The PaymentID of a payment that the e-Service has not accepted yet. `GET /control/v1/payments?confirmation_status=Pending&limit=1` shows one.
example-undecided = The PaymentID of a payment that is not decided yet, such as one by MIA that the payer has not approved yet. `GET /control/v1/payments?status=AtPaymentProvider&limit=1` shows one.
example-order-of-sample = This places an order at the sample e-Service:
example-answer = Shape of the answer
