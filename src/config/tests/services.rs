//! The services of the settings' files.

use super::*;

#[test]
fn a_service_has_names_in_each_language() {
    let config = Folder::read(
        "[[service]]\n\
         id = 'SHOP'\n\
         endpoint_url = 'https://shop.test/ServiceProvider.svc'\n\
         name = { ro = 'Magazin', ru = 'Магазин' }\n\
         service_provider_name = 'Exemplu SRL'\n\
         service_provider_idno = '1002600001235'\n\
         reply_signature = 'warn'\n\
         [service.order_key_label]\n\
         ro = 'Comanda'\n\
         en = 'Order'\n",
    )
    .unwrap()
    .config;
    let [service] = config.services.as_slice() else { panic!("one service is registered") };
    assert_eq!(service.name.get(Language::Russian), "Магазин");
    assert_eq!(service.name.get(Language::English), "Magazin");
    assert_eq!(service.service_provider_name, LocalizedText::same("Exemplu SRL"));
    assert_eq!(service.order_key_label.as_ref().map(|label| label.get(Language::English)), Some("Order"));
    assert_eq!(service.reply_signature, ReplySignature::Warn);
}

#[test]
fn a_service_is_called_by_its_id_and_requires_signatures_by_default() {
    let loaded = Folder::read("\n[[service]]\nid = 'A'\nendpoint_url = 'http://a'").unwrap();
    let service = &loaded.config.services[0];
    assert_eq!(service.name, LocalizedText::same("A"));
    assert_eq!(service.service_provider_name, LocalizedText::same("A"));
    assert_eq!((service.reply_signature, &service.certificate), (ReplySignature::Require, &None));
    assert!(loaded.service_places[0].to_string().ends_with("mpay-sim.toml:2"));
}

#[test]
fn what_a_service_lacks_or_misspells_is_told() {
    assert_refused(
        "[[service]]\nid = 'A'",
        "mpay-sim.toml:1: this [[service]] has no `endpoint_url`; \
         add the address of the e-Service, such as \"http://localhost:8081/ServiceProvider.svc\"",
    );
    assert_refused(
        "[service]\nid = 'A'",
        "mpay-sim.toml:1: `service` is `a table`, but must be a list of tables; \
         begin each service with [[service]] in two brackets",
    );
    assert_refused(
        "[[service]]\nid = 'A'\nendpoint_url = 'localhost:1'",
        "mpay-sim.toml:3: `endpoint_url` is `localhost:1`, but must be an absolute http or https address, \
         such as http://localhost:8080; correct it",
    );
    assert_refused(
        "[[service]]\nid = 'A'\nendpoint_url = 'http://a'\nname = { en = 'A' }",
        "mpay-sim.toml:4: `name` is `a table that lacks ro`, but must be text, \
         or a table with `ro`, the fallback for the other languages; correct it",
    );
    assert_refused(
        "[[service]]\nid = 'A'\nendpoint_url = 'http://a'\nname = { de = 'A' }",
        "mpay-sim.toml:4: unknown key `name.de` in [[service]]; known keys: ro, ru, en",
    );
}

#[test]
fn every_mistake_of_every_service_is_named_in_a_line_of_its_own() {
    assert_refused(
        "[[service]]\nname = { ru = 'A', de = 'B' }\nservice_provider_idno = '1'\nreply_signature = 5\n\
         certificate = 'none.cer'\ntls_ca = 'sha256:0f'\n\n\
         [[service]]\nid = 'pay'\nendpoint_url = 7\norder_key_label = { ro = 'a', en = \"b\\tc\" }",
        "mpay-sim.toml:2: unknown key `name.de` in [[service]]; known keys: ro, ru, en\n\
         mpay-sim.toml:4: `reply_signature` is `a number`, but must be text in quotes, not empty; correct it\n\
         mpay-sim.toml:5: none.cer cannot be read: No such file or directory (os error 2); check the path, and that this \
         user may read it; the path is relative to the folder of this TOML file\n\
         mpay-sim.toml:1: this [[service]] has no `id`; add the ServiceID that the redirect carries, as text in quotes\n\
         mpay-sim.toml:1: this [[service]] has no `endpoint_url`; add the address of the e-Service, such as \
         \"http://localhost:8081/ServiceProvider.svc\"\n\
         mpay-sim.toml:3: `service_provider_idno` is `1`, but must be an IDNO of 13 digits in quotes; correct it\n\
         mpay-sim.toml:6: `tls_ca` is `sha256:0f`, but must be the path of a certificate, or sha256: and 64 hexadecimal \
         digits; correct it\n\
         mpay-sim.toml:10: `endpoint_url` is `a number`, but must be text in quotes, not empty; correct it\n\
         mpay-sim.toml:9: `id` is `pay`, but must be another ServiceID: `pay`, `.` and `..` cannot end the address of a \
         page; correct it\n\
         mpay-sim.toml:11: `order_key_label.en` is `b\u{fffd}c`, but must be a text without control characters and \
         direction marks; correct it",
    );
}

#[test]
fn two_services_of_one_id_are_told_with_both_places() {
    let service = "[[service]]\nid = 'A'\nendpoint_url = 'http://a'\n";
    let folder = Folder::with([("mpay-sim.toml", service), ("mpay-sim-more.toml", &format!("\n{service}"))]);
    let error = folder.load(Environment::default(), &[]).unwrap_err().to_string();
    let (first, second) = (folder.file("mpay-sim.toml"), folder.file("mpay-sim-more.toml"));
    let expected =
        format!("{second}:2: service `A` is registered already at {first}:1; give each service its own id");
    assert_eq!(error, expected);
}
