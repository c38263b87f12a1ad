# Сценарии: что симулятор делает неверно намеренно. Лента каждой страницы называет активные.

ribbon-scenarios = { $count ->
    [one] Активный сценарий:
    [few] Активные сценарии:
   *[other] Активные сценарии:
}
ribbon-more-scenarios = { $count ->
    [one] и ещё { $count }
    [few] и ещё { $count }
   *[other] и ещё { $count }
}

scenario-unsigned = запрос без подписи
scenario-no-security-header = запрос без заголовка Security
scenario-digest-wrong = неверный хеш
scenario-signature-wrong = неверная подпись
scenario-rsa-sha256 = подпись rsa-sha256
scenario-prefix-lists = подпись со списками префиксов
scenario-must-understand = mustUnderstand у заголовка Security
scenario-signed-by-unknown = подписано неизвестным
scenario-signed-by-expired = подписано просроченным сертификатом
scenario-signed-by-e-service = подписано ключом поставщика
scenario-key-info-x509-data = KeyInfo с X509Data
scenario-key-info-subject-key-identifier = KeyInfo с идентификатором ключа
scenario-key-info-thumbprint = KeyInfo с отпечатком сертификата
scenario-key-info-issuer-serial = KeyInfo с издателем и серийным номером
scenario-timestamp-missing = без Timestamp
scenario-timestamp-expired = просроченный Timestamp
scenario-timestamp-future = Timestamp из будущего
scenario-timestamp-not-signed = неподписанный Timestamp
scenario-body-not-signed = неподписанный Body
scenario-two-bodies = два элемента Body
scenario-body-in-header = подписанный Body перенесён в заголовок
scenario-body-with-same-id = два элемента Body с одним id
scenario-body-in-signature = подписанный Body перенесён в подпись
scenario-timestamp-in-header = подписанный Timestamp перенесён в заголовок
scenario-second-security-header = второй заголовок Security
scenario-service-id-of-another = ServiceID другой услуги
scenario-order-key-unknown = неизвестный OrderKey
scenario-amount-more = сумма больше
scenario-amount-less = сумма меньше
scenario-total-not-lines = итог не равен сумме строк
scenario-currency-other = другая валюта
scenario-line-missing = строка отсутствует
scenario-line-extra = лишняя строка
scenario-lines-reordered = строки в другом порядке
scenario-payment-id-other-amount = тот же PaymentID с другой суммой
scenario-second-payment = второй платёж по тому же заказу
scenario-duplicates-at-once = дублированное подтверждение
scenario-duplicates-after-gap = подтверждение повторено позже
scenario-reply-cut = ответ оборван
scenario-reply-unread = ответ не прочитан
scenario-slow-sending = медленная отправка запроса
scenario-replay = повтор просроченного запроса
