# Платёжное уведомление и подтверждение платежа (PDF).
receipt-simulator = СИМУЛЯТОР
receipt-no-legal-value = Тестовый документ, не имеет юридической силы
receipt-issuer = Симулятор MPay
receipt-title = Подтверждение платежа
receipt-number = № { $number }
receipt-paid-in-full = Оплачено полностью
receipt-paid-in-part = Частичная оплата

receipt-service-provider = Поставщик услуг
receipt-payer = Плательщик
receipt-payer-not-known = Не указан
receipt-payment-for = Назначение платежа
receipt-order-number = Номер заказа
receipt-idno = IDNO { $number }
receipt-idnp = IDNP { $number }
receipt-other-number = Идентификационный номер { $number }
receipt-service-code = Код услуги: { $code }
receipt-issued = Выдан { $at }

receipt-column-number = №
receipt-column-line = Назначение, счёт получателя
receipt-column-amount = Сумма, { $currency }
receipt-beneficiary = Получатель: { $value }
receipt-fiscal-code = фискальный код { $value }
receipt-iban = IBAN { $value }
receipt-treasury = Государственное казначейство
receipt-fee = Комиссия плательщика
receipt-total = Всего оплачено

receipt-more-properties = { $count ->
    [one] и ещё { $count } свойство заказа
    [few] и ещё { $count } свойства заказа
   *[many] и ещё { $count } свойств заказа
}
receipt-paid-at = Дата оплаты
receipt-transaction = № транзакции
receipt-method = Способ оплаты
receipt-bank-card = Банковская карта
receipt-internet-banking = Интернет-банкинг
receipt-card = Карта
receipt-authorization = Код авторизации
receipt-confirmed = Поставщик уведомлён
receipt-not-confirmed-yet = ещё нет

receipt-generated = Создано симулятором MPay { $version } { $at }. Документ не выдан MPay, AGE или государственным органом.
receipt-apple-pay = Apple Pay
receipt-google-pay = Google Pay
receipt-instant-payment = Мгновенный платёж (MIA)
receipt-e-money = Электронные деньги
receipt-cash = Наличные
receipt-pos-terminal = POS-терминал

receipt-note-title = Платёжное уведомление
receipt-note-due = { $status }, срок { $date }
receipt-note-total = Всего к оплате
receipt-amount-open = выбирается при оплате
receipt-already-paid = Уже оплачено
receipt-how = Как оплатить (в симуляторе)
receipt-how-scan = Сканируйте QR-код или введите номер на главной странице.
receipt-how-choose = Выберите способ оплаты и следуйте указаниям на его странице.
receipt-how-keep = Сохраните подтверждение платежа.
