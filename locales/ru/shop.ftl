# The sample e-Service: the shop of a made-up agency.

## Every page
shop-skip = Перейти к основному содержанию
shop-ribbon-label = Предупреждение: симулятор
shop-ribbon = Демонстрационный магазин вымышленного агентства. Деньги не списываются, ничего не продаётся.
shop-pay-existing = Оплатить существующий заказ
shop-console = Консоль разработчика
shop-brand-note = демонстрационная электронная услуга
shop-language = Язык
shop-made-up = вымышленное учреждение
shop-independent = независимый проект, не связан с AGE и Правительством
shop-back = Все услуги
shop-aid-heading = Только в симуляторе

## Catalogue
shop-catalogue-title = Услуги агентства
shop-catalogue-heading = Что вы хотите заказать?
shop-catalogue-lead = Выберите услугу, заполните заказ и оплатите его через симулятор MPay.
shop-line-count = { $count ->
    [one] { $count } строка к оплате
    [few] { $count } строки к оплате
   *[other] { $count } строк к оплате
}
shop-order-link = Заказать
shop-trials-heading = Чтобы попробовать
shop-trials-text = Каждая из этих услуг показывает что-то одно: как можно оплатить заказ или в чём может ошибиться электронная услуга.
shop-existing-heading = У вас уже есть номер заказа?
shop-existing-text = Оплатите в MPay по номеру с листа заказа, не проходя через магазин ещё раз.
shop-aid-what = Этот магазин заменяет вашу электронную услугу: у него своя база данных и свой сертификат.
shop-aid-endpoint = Симулятор обращается к нему через IServiceProvider:
shop-aid-messages = Сообщения между ними, в консоли

## Order form
shop-form-title = Заказ: { $service }
shop-price = Цена
shop-price-open = Сумму выбираете вы
shop-form-who = Кто заказывает
shop-form-name = Фамилия и имя
shop-form-name-hint = Не более 60 знаков
shop-form-idnp = IDNP (персональный код)
shop-form-idnp-hint = 13 цифр, как в удостоверении личности
shop-form-submit = Оформить заказ
shop-form-next = Пока вы ничего не платите. На следующей странице вы проверите заказ и решите, когда его оплатить.
shop-aid-person = Человек вымышленный. Данные можно оставить как есть; не вводите настоящие персональные данные.
shop-error = Ошибка
shop-error-title = Ошибка: { $title }
shop-error-count = { $count ->
    [one] Исправьте { $count } поле
    [few] Исправьте { $count } поля
   *[other] Исправьте { $count } полей
}
shop-error-name-missing = Введите фамилию и имя
shop-error-name-long = Фамилия и имя должны занимать не более 60 знаков
shop-error-name-control = Фамилия и имя должны занимать одну строку
shop-error-idnp-missing = Введите IDNP
shop-error-idnp-digits = IDNP должен состоять из 13 цифр
shop-error-idnp-checksum = Проверьте IDNP: последняя цифра не соответствует остальным

## Order
shop-order-title = Заказ { $order }
shop-order-heading = Заказ принят
shop-order-paid-heading = Заказ оплачен
shop-order-expired-heading = Срок заказа истёк
shop-order-number = Номер заказа
shop-status-active = Активен · ожидает оплаты
shop-status-partly-paid = Оплачено частично · ожидает остатка
shop-status-paid = Оплачено
shop-status-expired = Истёк срок
shop-amount-due = Сумма к оплате
shop-amount-left = Осталось оплатить
shop-amount-paid = Оплаченная сумма
shop-due-at = Срок оплаты
shop-paid-at = Дата оплаты
shop-confirmed-at = Подтверждено агентству
shop-paid-thanks = Спасибо, оплата получена
shop-paid-text = MPay подтвердил нам оплату. Платить ещё раз не нужно.
shop-payment-id = Номер транзакции
shop-invoice-id = Номер платёжного уведомления
shop-pay-heading = Оплатите заказ
shop-pay-text = Оплата проходит через симулятор MPay. После оплаты вы сможете вернуться на эту страницу.
shop-pay-button = Оплатить { $amount }
shop-pay-choose = Оплатить в MPay
shop-pay-reload = Уже оплатили? Подтверждение может прийти через несколько секунд.
shop-pay-reload-link = Обновите страницу
shop-slip-link = Оплатить позже: лист заказа
shop-expired-heading = Срок оплаты прошёл
shop-expired-text = Этот заказ больше нельзя оплатить. Деньги не списаны.
shop-expired-rest = Остаток этого заказа больше нельзя оплатить.
shop-order-again = Заказать снова
shop-details-heading = Данные заказа
shop-service = Услуга
shop-payer = Плательщик
shop-issued-at = Дата выдачи
shop-lines-caption = Что вы оплачиваете
shop-line-reason = Назначение строки
shop-line-amount = Сумма, MDL
shop-beneficiary = Получатель
shop-total = Итого
shop-aid-redirect = Кнопка отправляет в симулятор методом POST:
shop-aid-confirmation = Магазин узнаёт об оплате только из подписанного сообщения SOAP:
shop-aid-messages-of-order = Сообщения об этом заказе, в консоли

## Slip
shop-slip-title = Лист заказа { $order }
shop-slip-heading = Лист заказа
shop-slip-how = Как оплатить
shop-slip-open = Откройте в браузере
shop-slip-choose = Выберите услугу «{ $service }».
shop-slip-type = Введите номер заказа в точности так, как он напечатан выше.
shop-slip-pay = Проверьте сумму, выберите способ оплаты и оплатите.
shop-slip-back = Назад к заказу
shop-slip-print = Распечатайте страницу через меню браузера; она помещается на листе A4.

## Nothing to see
shop-not-found-title = Такой страницы нет
shop-not-found-text = Проверьте адрес или начните со списка услуг.
shop-no-order-title = Заказ не найден
shop-no-order-text = Проверьте номер заказа. Заказы другой установки симулятора здесь не видны.
shop-bad-form-title = Не удалось прочитать форму
shop-bad-form-text = Заказ не принят. Откройте форму снова и отправьте её ещё раз.
shop-failure-title = Магазин сейчас не может ответить
shop-failure-text = Деньги не списаны. Попробуйте снова через несколько минут; причина записана в журнале программы.
