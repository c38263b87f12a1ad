# Обзор консоли и её поиск.
console-overview = Обзор
console-menu = Меню
console-failed = Неудачные
console-failed-any = Все
console-failed-true = Только неудачные
console-words = Слова в сообщении
overview-clock = Часы хаба { $time }
overview-certificate = сертификат
overview-new = Пока ничего не произошло
overview-new-text = Оплатите заказ или проверьте свою электронную услугу: «Начните» показывает три способа, каждый — один щелчок или одна строка. Всё неудачное появится здесь, с причиной и способом исправления.
overview-troubles = Что требует Вашего внимания
overview-nothing = Ничего: ни один вызов не был неудачным, или более поздний удался.
overview-words = Её слова:
overview-all-failed = Все неудачные вызовы
overview-confirmations = Подтверждения за последний час
overview-accepted = принято
overview-repeated = будет повторено
overview-gave-up = прекращено
overview-attempts = принято: { $accepted }, будет повторено: { $repeated }, прекращено: { $gave_up }
overview-no-attempts = Ни одно не отправлено.
overview-now = сейчас
overview-latest = Последний вызов
overview-median = Медиана
overview-failed-today = Неудачных сегодня
overview-of = { $failed } из { $all }
overview-never = не вызывалась
overview-answers = отвечает
overview-signature-valid = действительна
overview-signature-invalid = не принята
overview-signature-remarkable = с замечаниями
overview-test = Проверить связь
overview-check = Проверить
overview-today = Сегодня
overview-payments-today = платежей сегодня
overview-confirmed = подтверждено сегодня
overview-waiting = ожидает
overview-waiting-since = ожидает, самый давний — { $age }
overview-declined = отклонено сегодня
overview-start = Начните
overview-start-pay = Оплатите заказ, в браузере или в терминале:
overview-start-check = Пройдёт ли Ваша электронная услуга MPay?
overview-start-tail = Следите в терминале за неудачами:
search-title = Поиск по консоли
search-button = Найти
search-hint = Номер, заказ, инцидент или текст в сообщении
search-results = Результаты поиска
search-text = Номера платежей, счетов и сообщений, номера заказов, номер страницы с ошибкой или слова из сообщений: последнее может быть началом слова.
search-incident = Инцидент
search-found = Найдено
search-nothing = Ничего не найдено
search-nothing-text = Самые старые сообщения и события удаляются первыми. Текст находится по целым словам; последнее может быть неполным.
overview-services = { $count ->
    [one] { $count } услуга
    [few] { $count } услуги
   *[many] { $count } услуг
}
overview-never-called = { $count ->
    [one] { $count } услуга ни разу не вызывалась
    [few] { $count } услуги ни разу не вызывались
   *[many] { $count } услуг ни разу не вызывались
}
overview-times = { $count ->
    [one] { $count } раз
    [few] { $count } раза
   *[many] { $count } раз
}
overview-calls-left = { $count ->
    [one] остался { $count } вызов
    [few] осталось { $count } вызова
   *[many] осталось { $count } вызовов
}
overview-seconds = { $count ->
    [one] { $count } секунда
    [few] { $count } секунды
   *[many] { $count } секунд
}
overview-minutes = { $count ->
    [one] { $count } минута
    [few] { $count } минуты
   *[many] { $count } минут
}
overview-hours = { $count ->
    [one] { $count } час
    [few] { $count } часа
   *[many] { $count } часов
}
overview-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[many] { $count } дней
}
