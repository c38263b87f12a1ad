//! Rules about the connection to the e-Service: name, connection, TLS, HTTP.

super::rules! {
    REQUEST_NOT_SIGNED "request-not-signed" Request Error
        "the hub could not sign its request"
        expected "a signing key that fits the hub's certificate"
        consequence "nothing was sent"
        remedy "check hub_certificate and hub_key; `mpay-sim config` tells which are in force"
        source "MPay guide, WS-Security";
    ENDPOINT_URL "endpoint-url" Request Error
        "the e-Service's address cannot be called"
        expected "an absolute http or https address with a host"
        consequence "MPay has nowhere to send its requests"
        remedy "correct endpoint_url of the service"
        source "RFC 9110, section 4.2";

    DNS_FAILED "dns-failed" Dns Error
        "the name of the e-Service's host is not known"
        expected "a host name with an address, or an IP address"
        consequence "MPay cannot reach the e-Service: the call counts as failed"
        remedy "correct the host in endpoint_url, or enter it in the DNS or in /etc/hosts of the hub's machine"
        source "RFC 1035";
    DNS_TIMEOUT "dns-timeout" Dns Error
        "the name server does not answer in time"
        expected "an answer within the time limit of a call"
        consequence "MPay cannot reach the e-Service: the call counts as failed"
        remedy "check the name server of the hub's machine, or put an IP address into endpoint_url"
        source "RFC 1035";

    CONNECT_REFUSED "connect-refused" Connect Error
        "nothing listens at the e-Service's address"
        expected "an e-Service that listens at the host and port of endpoint_url"
        consequence "MPay cannot reach the e-Service: the call counts as failed"
        remedy "start the e-Service, and check the host and the port in endpoint_url"
        source "RFC 9293, section 3.5.2";
    CONNECT_UNREACHABLE "connect-unreachable" Connect Error
        "there is no route to the e-Service's address"
        expected "a network between the hub and the e-Service"
        consequence "MPay cannot reach the e-Service: the call counts as failed"
        remedy "check the host in endpoint_url, the network, the VPN and the firewall between the two"
        source "RFC 1122, section 3.2.2.1";
    CONNECT_TIMEOUT "connect-timeout" Connect Error
        "the e-Service's host does not answer in time"
        expected "a connection within the time limit of a call"
        consequence "MPay gives up: the call counts as failed"
        remedy "check the host and the port in endpoint_url; a firewall that drops packets looks just so"
        source "RFC 9293, section 3.8.3";
    CONNECT_FAILED "connect-failed" Connect Error
        "the connection cannot be made"
        expected "a TCP connection to the host and port of endpoint_url"
        consequence "MPay cannot reach the e-Service: the call counts as failed"
        remedy "check endpoint_url, and the network between the hub and the e-Service"
        source "RFC 9293, section 3.5";

    TLS_SETUP "tls-setup" Tls Error
        "the hub cannot speak TLS as this service asks"
        expected "an HTTPS client certificate that TLS can show, with the key it was made with"
        consequence "nothing was sent"
        remedy "name another certificate in tls_client_certificate and its key in tls_client_key; `mpay-sim config` tells which are in force"
        source "RFC 8446, section 4.4.2";
    TLS_UNKNOWN_ISSUER "tls-unknown-issuer" Tls Error
        "the e-Service's HTTPS certificate comes from an unknown CA"
        expected "a certificate of a public CA, or one that tls_ca of the service names"
        consequence "MPay talks only to servers whose certificate it trusts: the call counts as failed"
        remedy "name the CA, or the server's own certificate, in tls_ca of the service"
        source "RFC 5280, section 6; MPay guide, transport security";
    TLS_EXPIRED "tls-expired" Tls Error
        "the e-Service's HTTPS certificate is out of its dates"
        expected "a certificate that is valid today"
        consequence "MPay talks only to servers whose certificate is valid: the call counts as failed"
        remedy "renew the certificate of the e-Service's web server, and check the clocks of both machines"
        source "RFC 5280, section 4.1.2.5";
    TLS_WRONG_NAME "tls-wrong-name" Tls Error
        "the e-Service's HTTPS certificate is for another host"
        expected "the host of endpoint_url among the certificate's Subject Alternative Names"
        consequence "MPay takes the server for an impostor: the call counts as failed"
        remedy "call the host by a name that the certificate has, or have the host added to its Subject Alternative Names"
        source "RFC 9525, section 6";
    TLS_WRONG_CERTIFICATE "tls-wrong-certificate" Tls Error
        "the e-Service shows another HTTPS certificate than the registered one"
        expected "the certificate that tls_ca of the service names"
        consequence "MPay takes the server for an impostor: the call counts as failed"
        remedy "register the new certificate in tls_ca, if it is the e-Service's own"
        source "RFC 5280, section 6";
    TLS_BAD_CERTIFICATE "tls-bad-certificate" Tls Error
        "the e-Service's HTTPS certificate cannot be accepted"
        expected "an X.509 v3 certificate for a server, signed with SHA-256 or stronger"
        consequence "MPay takes no such certificate: the call counts as failed"
        remedy "have the certificate of the e-Service's web server issued again, for server authentication"
        source "RFC 5280, section 4";
    TLS_CLIENT_CERTIFICATE "tls-client-certificate" Tls Error
        "the e-Service refuses the hub's client certificate"
        expected "an e-Service that accepts the certificate that the hub shows as HTTPS client"
        consequence "MPay cannot call an e-Service that does not accept its certificate: the call counts as failed"
        remedy "let the e-Service's web server trust the hub's certificate (/hub.cer of the hub) or its CA (ca.crt in the data folder's certs), or set tls_client_certificate"
        source "RFC 8446, section 4.4.2; MPay guide, transport security";
    TLS_NOT_SPOKEN "tls-not-spoken" Tls Error
        "the e-Service does not speak HTTPS at this port"
        expected "a TLS handshake, as endpoint_url begins with https"
        consequence "MPay cannot talk to it: the call counts as failed"
        remedy "write http instead of https into endpoint_url, or the port at which the e-Service speaks HTTPS"
        source "RFC 8446, section 4";
    TLS_HANDSHAKE "tls-handshake" Tls Error
        "the two sides cannot agree on TLS"
        expected "TLS 1.2 or 1.3 with ECDHE and AES-GCM or ChaCha20"
        consequence "MPay cannot talk to it: the call counts as failed"
        remedy "enable TLS 1.2 or newer, with an ECDHE cipher suite, in the e-Service's web server; its own log tells more"
        source "RFC 8446, section 4.1; RFC 9325";
    TLS_CLOSED "tls-closed" Tls Error
        "the connection was closed in the middle of the TLS handshake"
        expected "a TLS handshake that is completed"
        consequence "MPay cannot talk to it: the call counts as failed"
        remedy "look into the log of the e-Service's web server: often it has no certificate for this host name, or does not accept the hub's"
        source "RFC 8446, section 4";
    TLS_TIMEOUT "tls-timeout" Tls Error
        "the TLS handshake is not completed in time"
        expected "a TLS handshake within the time limit of a call"
        consequence "MPay gives up: the call counts as failed"
        remedy "check that the port of endpoint_url speaks HTTPS; a server that waits for plain HTTP may look just so"
        source "RFC 8446, section 4";

    HTTPS_EXPECTED "https-expected" Http Error
        "the e-Service speaks HTTPS at this port"
        expected "a reply in plain HTTP, as endpoint_url begins with http"
        consequence "MPay cannot talk to it: the call counts as failed"
        remedy "write https instead of http into endpoint_url"
        source "RFC 9110, section 4.2";
    HTTP_NO_REPLY "http-no-reply" Http Error
        "the connection was closed without a reply"
        expected "a reply to every request"
        consequence "MPay does not know whether its request was understood: the call counts as failed"
        remedy "look into the log of the e-Service: often its process ended, or a limit of the web server closed the connection"
        source "RFC 9112, section 9.5";
    HTTP_NOT_HTTP "http-not-http" Http Error
        "the reply is not HTTP"
        expected "a status line such as `HTTP/1.1 200 OK`, and headers"
        consequence "MPay cannot read it: the call counts as failed"
        remedy "check the port of endpoint_url: another program seems to listen there"
        source "RFC 9112, section 4";
    HTTP_TIMEOUT "http-timeout" Http Error
        "the e-Service does not answer in time"
        expected "a reply within the time limit of a call"
        consequence "MPay gives up: the call counts as failed"
        remedy "make the e-Service quicker, or raise e_service_timeout"
        source "MPay guide, GetOrderDetails";
    HTTP_BODY_TIMEOUT "http-body-timeout" Http Error
        "the e-Service stops in the middle of its reply"
        expected "a whole reply within the time limit of a call"
        consequence "MPay gives up: the call counts as failed"
        remedy "make the e-Service quicker, or raise e_service_timeout; a Content-Length that is too large looks just so"
        source "RFC 9112, section 6.3";
    HTTP_CUT "http-cut" Http Error
        "the connection broke before the reply was complete"
        expected "as many bytes as Content-Length says, or a last chunk"
        consequence "MPay cannot read half a reply: the call counts as failed"
        remedy "correct Content-Length (it counts bytes, not characters), or look into the e-Service's log for what ended it"
        source "RFC 9112, section 8";
    REPLY_LOST_ON_PURPOSE "reply-lost-on-purpose" Http Note
        "the simulator lost the reply, as networks do"
        expected "an e-Service that does nothing twice when the same call comes again"
        consequence "the e-Service may have acted and the hub does not know: the call counts as failed"
        remedy "nothing is wrong with the reply; look at what the e-Service does with the next attempt"
        source "MPay guide, ConfirmOrderPayment is repeated until it succeeds";
    SENT_SLOWLY_ON_PURPOSE "sent-slowly-on-purpose" Http Note
        "the simulator sent the request slowly, as networks do"
        expected "an e-Service that waits for the whole request"
        consequence "the request's Timestamp is older when the request is complete"
        remedy "nothing is wrong with the reply because of it"
        source "RFC 9110, section 15.5.9";
    HTTP_TOO_LARGE "http-too-large" Http Error
        "the reply is too large"
        expected "a reply within max_reply_bytes, also after decompression"
        consequence "MPay's reader has a limit too (64 KB by default in WCF): it refuses a reply beyond it"
        remedy "send less, or raise max_reply_bytes"
        source "WCF, maxReceivedMessageSize";
    HTTP_COMPRESSION "http-compression" Http Error
        "the reply's compression cannot be undone"
        expected "a body without Content-Encoding, or one in gzip or deflate"
        consequence "MPay cannot read it: the call counts as failed"
        remedy "send the reply uncompressed: the hub's request does not ask for compression"
        source "RFC 9110, section 8.4";
    HTTP_COMPRESSED "http-compressed" Http Note
        "the reply is compressed, though the request did not ask for it"
        expected "a body without Content-Encoding, as the request has no Accept-Encoding"
        consequence "WCF reads gzip and deflate; other readers may not"
        remedy "compress only where the request has an Accept-Encoding"
        source "RFC 9110, section 12.5.3";

    HTTP_REDIRECT "http-redirect" Http Error
        "the e-Service answered with a redirect"
        expected "a reply at endpoint_url itself"
        consequence "MPay follows no redirect: the call counts as failed"
        remedy "set endpoint_url to the address that answers, with its scheme and without a slash too many"
        source "WS-I Basic Profile 1.1, R1130";
    HTTP_NO_CONTENT "http-no-content" Http Error
        "the e-Service answered without content"
        expected "status 200 with a SOAP envelope, also where there is nothing to say"
        consequence "MPay takes it as no answer: the call counts as failed"
        remedy "answer with status 200 and the operation's response element in a signed envelope"
        source "WS-I Basic Profile 1.1, R1111";
    HTTP_FORBIDDEN "http-forbidden" Http Error
        "the e-Service does not let the hub in"
        expected "status 200 with a SOAP envelope, or 500 with a SOAP fault"
        consequence "MPay has no user name to give: the call counts as failed"
        remedy "let requests to this address in without a login; where a client certificate is asked for, accept the hub's (/hub.cer) in the web server, and check lists of allowed IP addresses"
        source "RFC 9110, section 15.5.4";
    HTTP_NOT_FOUND "http-not-found" Http Error
        "the e-Service has nothing at this address"
        expected "IServiceProvider at the path of endpoint_url"
        consequence "MPay cannot reach the service: the call counts as failed"
        remedy "correct the path in endpoint_url; capital letters count with many servers"
        source "RFC 9110, section 15.5.5";
    HTTP_METHOD "http-method" Http Error
        "the e-Service takes no POST at this address"
        expected "POST, the one method of SOAP 1.1"
        consequence "MPay cannot reach the service: the call counts as failed"
        remedy "correct the path in endpoint_url, or allow POST there; a missing or additional slash at the end is a common cause"
        source "WS-I Basic Profile 1.1, R1132";
    HTTP_REQUEST_TOO_LARGE "http-request-too-large" Http Error
        "the e-Service finds the request too large"
        expected "requests of some kilobytes to be taken"
        consequence "MPay's requests have the same size: the call counts as failed"
        remedy "raise the web server's limit for request bodies, such as client_max_body_size or maxAllowedContentLength"
        source "RFC 9110, section 15.5.14";
    HTTP_MEDIA_TYPE "http-media-type" Http Error
        "the e-Service refuses the request's media type"
        expected "text/xml, the media type of SOAP 1.1, to be taken"
        consequence "MPay sends text/xml; charset=utf-8 too: the call counts as failed"
        remedy "accept `text/xml; charset=utf-8`; an endpoint of SOAP 1.2 (wsHttpBinding, application/soap+xml) has to be one of SOAP 1.1 (basicHttpBinding)"
        source "SOAP 1.1, section 6; RFC 9110, section 15.5.16";
    HTTP_TOO_MANY "http-too-many" Http Error
        "the e-Service finds the requests too many"
        expected "each request to be answered: payers come in waves"
        consequence "MPay takes it as a failure: the call counts as failed"
        remedy "except MPay's addresses from the limit of requests, or raise it"
        source "RFC 6585, section 4";
    HTTP_SERVER_ERROR "http-server-error" Http Error
        "the e-Service broke down"
        expected "status 200 with a SOAP envelope, or 500 with a SOAP fault"
        consequence "MPay takes it as a failure of the e-Service: the call counts as failed"
        remedy "look into the e-Service's log; what is meant for MPay has to be said as a SOAP fault"
        source "WS-I Basic Profile 1.1, R1126";
    HTTP_STATUS "http-status" Http Error
        "the e-Service answered with an unexpected status"
        expected "status 200 with a SOAP envelope, or 500 with a SOAP fault"
        consequence "MPay takes it as a failure of the e-Service: the call counts as failed"
        remedy "answer with one of these two; the e-Service's log may say where this status comes from"
        source "WS-I Basic Profile 1.1, R1111 and R1126";
    HTTP_CONTENT_TYPE "http-content-type" Http Warning
        "the reply's media type is not text/xml"
        expected "Content-Type: text/xml; charset=utf-8"
        consequence "WCF's basicHttpBinding refuses a reply of another media type, whatever it holds"
        remedy "send `Content-Type: text/xml; charset=utf-8` with every reply, faults included"
        source "SOAP 1.1, section 6; WCF basicHttpBinding";
    HTTP_CHARSET "http-charset" Http Warning
        "Content-Type names another charset than UTF-8"
        expected "Content-Type: text/xml; charset=utf-8"
        consequence "WCF's basicHttpBinding refuses a reply whose content type is not that of the binding"
        remedy "encode the reply as UTF-8, and say so in Content-Type"
        source "RFC 7303, section 3.2; WCF basicHttpBinding textEncoding=\"utf-8\"";
    HTTP_SOAP_12 "http-soap-12" Http Warning
        "the reply's media type is that of SOAP 1.2"
        expected "Content-Type: text/xml; charset=utf-8, as in SOAP 1.1"
        consequence "WCF's basicHttpBinding refuses the reply: SOAP 1.2 is another protocol"
        remedy "answer in SOAP 1.1: text/xml, and the envelope's namespace http://schemas.xmlsoap.org/soap/envelope/"
        source "SOAP 1.2 Part 2, section 7; WCF basicHttpBinding";
}
