//! What the settings name: the hub's identity, the client certificate, a service's certificates.
