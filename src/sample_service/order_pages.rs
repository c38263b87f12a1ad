//! An order's pages: the form, the confirmation page with its "Pay" button, and the slip (steps 1 to 3).

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use tracing::info;

use super::SampleService;
use super::catalogue::{CatalogueService, Payable};
use super::layout::{Page, render, words_for};
use super::order::{Order, file_number_label};
use super::order_form::{FormErrors, OrderForm};
use super::pages::{failure, message};
use crate::domain::money::Amount;
use crate::domain::order::OrderStatus;
use crate::i18n::Translator;

/// The number of attempts to find a free order number.
const ATTEMPTS: usize = 5;

#[derive(Template)]
#[template(path = "sample_service/order_form.html")]
struct OrderFormPage {
    page: Page,
    service: &'static CatalogueService,
    form: OrderForm,
    errors: FormErrors,
}

impl OrderFormPage {
    fn new(
        shop: &SampleService,
        words: Translator,
        service: &'static CatalogueService,
        form: OrderForm,
        errors: FormErrors,
    ) -> Self {
        let name = service.name.get(words.language());
        let title = words.with("shop-form-title", "service", name);
        let title = if errors.count() > 0 { words.with("shop-error-title", "title", title) } else { title };
        let page = Page::new(shop, words, format!("/services/{}", service.id), title);
        Self { page, service, form, errors }
    }
}

/// `GET /services/{id}`: the order form.
pub(super) async fn form(
    shop: web::Data<SampleService>,
    request: HttpRequest,
    id: web::Path<String>,
) -> HttpResponse {
    let Some(service) = CatalogueService::find(&id) else {
        return message(&shop, &request, StatusCode::NOT_FOUND, "shop-not-found");
    };
    let form = OrderForm::prefilled(service.id);
    render(
        StatusCode::OK,
        &OrderFormPage::new(&shop, words_for(&request), service, form, FormErrors::default()),
    )
}

/// `POST /orders`: stores the order and goes to its page.
pub(super) async fn submit(
    shop: web::Data<SampleService>,
    request: HttpRequest,
    form: Result<web::Form<OrderForm>, actix_web::Error>,
) -> HttpResponse {
    let Ok(web::Form(form)) = form else {
        return message(&shop, &request, StatusCode::BAD_REQUEST, "shop-bad-form");
    };
    let Some(service) = CatalogueService::find(&form.service_id) else {
        return message(&shop, &request, StatusCode::NOT_FOUND, "shop-not-found");
    };
    let customer = match form.check() {
        Ok(customer) => customer,
        Err(errors) => {
            let page = OrderFormPage::new(&shop, words_for(&request), service, form, errors);
            return render(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let settings = shop.settings();
    for _ in 0..ATTEMPTS {
        let (name, id) = (customer.name.clone(), customer.id.clone());
        let order = Order::place(service, name, id, settings.clock.now(), &settings.randomness);
        match shop.database().insert_order(&order).await {
            Ok(true) => {
                info!(order_key = order.order_key, service_id = service.id, "order placed");
                return HttpResponse::SeeOther()
                    .insert_header((LOCATION, format!("/orders/{}", order.order_key)))
                    .insert_header((CACHE_CONTROL, "no-store"))
                    .finish();
            }
            Ok(false) => {}
            Err(why) => return failure(&shop, &request, &why),
        }
    }
    message(&shop, &request, StatusCode::INTERNAL_SERVER_ERROR, "shop-failure")
}

/// The style of a status.
fn chip(status: &OrderStatus) -> &'static str {
    match status {
        OrderStatus::Active | OrderStatus::PartiallyPaid => "chip",
        OrderStatus::Paid => "chip chip--ok",
        _ => "chip chip--off",
    }
}

/// The key of a status's name.
fn status_key(status: &OrderStatus) -> &'static str {
    match status {
        OrderStatus::Active => "shop-status-active",
        OrderStatus::PartiallyPaid => "shop-status-partly-paid",
        OrderStatus::Paid => "shop-status-paid",
        _ => "shop-status-expired",
    }
}

#[derive(Template)]
#[template(path = "sample_service/confirmation.html")]
struct ConfirmationPage {
    page: Page,
    order: Order,
    status: OrderStatus,
    return_url: String,
}

impl ConfirmationPage {
    fn is_payable(&self) -> bool {
        matches!(self.status, OrderStatus::Active | OrderStatus::PartiallyPaid)
    }

    fn is_paid(&self) -> bool {
        self.status == OrderStatus::Paid
    }

    /// The amount on top: paid in all, or left to pay, or unknown.
    fn amount(&self) -> Option<Amount> {
        if self.is_paid() { Some(self.order.paid()) } else { self.order.due() }
    }

    /// False if the payer chooses the amount.
    fn has_price(&self) -> bool {
        self.order.service.payable != Payable::Open
    }

    /// The text of the button, with the amount if it is certain.
    fn pay_button(&self) -> String {
        match (self.order.service.payable, self.order.due()) {
            (Payable::InFull, Some(due)) => {
                self.page.words.with("shop-pay-button", "amount", self.page.money(due))
            }
            _ => self.page.words.get("shop-pay-choose"),
        }
    }

    fn file_number_label(&self) -> &'static str {
        file_number_label(self.page.words.language())
    }
}

/// `GET /orders/{order_key}`: the confirmation page.
pub(super) async fn confirmation(
    shop: web::Data<SampleService>,
    request: HttpRequest,
    order_key: web::Path<String>,
) -> HttpResponse {
    let (page, order, status) = match find(&shop, &request, &order_key, "shop-order-title").await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let return_url = format!("{}/orders/{}/back", shop.settings().public_url, order.order_key);
    render(StatusCode::OK, &ConfirmationPage { page, order, status, return_url })
}

/// `GET /orders/{order_key}/back`: the ReturnUrl (step 15). MPay adds nothing to it, so the language of the page that follows
/// is that of MPay's latest question about the order; where none is known, the visitor's own.
pub(super) async fn back(
    shop: web::Data<SampleService>,
    request: HttpRequest,
    order_key: web::Path<String>,
) -> HttpResponse {
    let order_key = match find(&shop, &request, &order_key, "shop-order-title").await {
        Ok((_, order, _)) => order.order_key,
        Err(response) => return response,
    };
    let language = shop.asked_languages().of(&order_key);
    let language = language.map(|language| format!("?lang={}", language.code())).unwrap_or_default();
    HttpResponse::SeeOther()
        .insert_header((LOCATION, format!("/orders/{order_key}{language}")))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish()
}

#[derive(Template)]
#[template(path = "sample_service/slip.html")]
struct SlipPage {
    page: Page,
    order: Order,
    status: OrderStatus,
}

/// `GET /orders/{order_key}/slip`: the slip for paying later, elsewhere.
pub(super) async fn slip(
    shop: web::Data<SampleService>,
    request: HttpRequest,
    order_key: web::Path<String>,
) -> HttpResponse {
    match find(&shop, &request, &order_key, "shop-slip-title").await {
        Ok((page, order, status)) => render(StatusCode::OK, &SlipPage { page, order, status }),
        Err(response) => response,
    }
}

/// The order with its page of this title, or the page for an unknown one.
async fn find(
    shop: &SampleService,
    request: &HttpRequest,
    order_key: &str,
    title: &str,
) -> Result<(Page, Order, OrderStatus), HttpResponse> {
    match shop.database().order(order_key).await {
        Ok(Some(order)) => {
            let words = words_for(request);
            let status = order.status(shop.settings().clock.now());
            let title = words.with(title, "order", &order.order_key);
            Ok((Page::new(shop, words, request.path().to_owned(), title), order, status))
        }
        Ok(None) => Err(message(shop, request, StatusCode::NOT_FOUND, "shop-no-order")),
        Err(why) => Err(failure(shop, request, &why)),
    }
}
