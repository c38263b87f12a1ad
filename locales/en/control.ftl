# Access to the console and the control API. Keys are the same in every language; a test holds it.

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
