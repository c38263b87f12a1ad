"""An HTTPS server that asks for a client certificate of its own CA and answers with the name in it."""

import json
import ssl
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

folder, version = sys.argv[1:]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps([self.connection.version(), self.connection.getpeercert()["subject"]]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(HTTPServer):
    def handle_error(self, *_):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
if version == "TLSv1_1":
    context.set_ciphers("ALL:@SECLEVEL=0")
context.load_cert_chain(f"{folder}/e-service-https.crt", f"{folder}/e-service-https.key")
context.load_verify_locations(f"{folder}/ca.crt")
context.verify_mode = ssl.CERT_REQUIRED
server = Server(("127.0.0.1", 0), Handler)
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
