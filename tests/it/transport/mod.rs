//! The way to e-Services and back: over HTTPS with a client certificate, and every way in which it can fail.

// What a server may do and say, one row each.
mod replies;
mod rows;
mod table;

// The request, and names and addresses that lead nowhere.
mod http;

// HTTPS, and what is wrong with certificates.
mod https;

// The settings that name certificates, and the program that writes them.
mod settings;
