//! The way to e-Services and back: over HTTPS with a client certificate, and every way in which it can fail.

// A name, a connection, HTTP.
mod http;

// HTTPS, and what is wrong with certificates.
mod https;

// The settings that name certificates, and the program that writes them.
mod settings;
