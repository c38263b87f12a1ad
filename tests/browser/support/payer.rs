//! What a payer does, step by step.

use mpay_sim::domain::language::Language;

use super::Browser;

/// What the test cards of the card page are for.
#[derive(Clone, Copy)]
pub enum Card {
    Approved,
    ThreeDSecure,
    Declined,
    InsufficientFunds,
    ReturnsTwice,
    /// A number that a real card could have.
    Real,
}

impl Card {
    fn number(self) -> &'static str {
        match self {
            Self::Approved => "4242 4242 4242 4242",
            Self::ThreeDSecure => "4000 0000 0000 3220",
            Self::Declined => "4000 0000 0000 0002",
            Self::InsufficientFunds => "4000 0000 0000 9995",
            Self::ReturnsTwice => "4000 0000 0000 0440",
            Self::Real => "4111 1111 1111 1111",
        }
    }
}

/// The elements by which the tests know a page.
impl Browser {
    pub const ORDER: &str = "form[action*='/service/pay'] [data-testid=pay]";
    pub const PAY_PAGE: &str = "[data-testid=continue]";
    pub const CARD_PAGE: &str = "#cvv";
    pub const AUTHENTICATION_PAGE: &str = "input#code";
    pub const BANK_PAGE: &str = "[data-testid=approve]";
    pub const ERRORS: &str = ".err-sum[role=alert]";
    pub const PROBLEM: &str = "[data-testid=problem]";
    pub const NOT_PAYABLE: &str = "[data-testid=not-payable]";

    /// The result page in this state.
    pub async fn see_result(&self, state: &str) {
        self.see(&format!("[data-testid=result][data-state={state}]")).await;
    }

    /// Has the hub show its pages in this language from now on.
    pub async fn speak(&self, hub: &str, language: Language) {
        self.open(&format!("{hub}/?lang={}", language.code())).await;
        self.see(&format!("html[lang={}]", language.code())).await;
        self.language.set(language);
    }

    /// The address of the page without its parameters, such as the language.
    pub async fn path_url(&self) -> String {
        self.url().await.split('?').next().unwrap_or_default().to_owned()
    }

    /// Goes to the same page in another language, by its link or its button.
    pub async fn choose_language(&self, language: Language) {
        let code = language.code();
        self.click(&format!(".langs [lang={code}]")).await;
        self.see(&format!("html[lang={code}]")).await;
        self.language.set(language);
    }

    /// Orders this service in the shop, up to the page with the order. Gives that page's address. The shop hands its
    /// language on to the hub, so it speaks the payer's.
    pub async fn order(&self, shop: &str, service: &str) -> String {
        self.open(&format!("{shop}/?lang={}", self.language.get().code())).await;
        self.click(&format!("[data-testid=order-service-{service}]")).await;
        self.click("[data-testid=submit-order]").await;
        self.see(Self::ORDER).await;
        self.url().await
    }

    /// The order's number, from the address of its page.
    pub fn order_key(order_page: &str) -> &str {
        order_page.rsplit('/').next().unwrap_or_default()
    }

    /// Orders a service and goes to the hub's pay page.
    pub async fn order_and_go_to_pay(&self, shop: &str, service: &str) -> String {
        let order = self.order(shop, service).await;
        self.click(Self::ORDER).await;
        self.see(Self::PAY_PAGE).await;
        order
    }

    /// Chooses the card processor with 3-D Secure, which is the first choice.
    pub async fn go_to_card_page(&self) {
        self.click("#ins-card").await;
        self.click(Self::PAY_PAGE).await;
        self.see(Self::CARD_PAGE).await;
    }

    pub async fn go_to_bank(&self) {
        self.click("#ins-ib").await;
        self.click(Self::PAY_PAGE).await;
        self.see(Self::BANK_PAGE).await;
    }

    pub async fn type_card(&self, card: Card) {
        self.fill("#number", card.number()).await;
        self.fill("#month", "12").await;
        self.fill("#year", "39").await;
        self.fill("#cvv", "123").await;
        self.fill("#name", "Ion Popescu").await;
    }

    pub async fn pay_by_card(&self, card: Card) {
        self.type_card(card).await;
        self.click("[data-testid=pay]").await;
    }

    pub async fn authenticate(&self) {
        let code = self.text("[data-testid=code]").await;
        self.fill(Self::AUTHENTICATION_PAGE, &code).await;
        self.click("[data-testid=confirm]").await;
    }

    /// Opens the order's page at the shop and gives the number of the payment that the shop knows, once it is paid.
    pub async fn payment_at_shop(&self, order_page: &str) -> String {
        self.open(order_page).await;
        self.see("[data-testid=order-status][data-status=Paid]").await;
        self.text("[data-testid=payment-id]").await
    }
}
