// Reads requests, a NUL after each, by the data contracts that were generated, and prints what they say, one a line.
using System;
using System.IO;
using System.Linq;
using System.Runtime.Serialization;
using System.Xml;
using mpay.gov.md;

static class Read {
    static void Main() {
        foreach (var message in Console.In.ReadToEnd().Split(new[] {'\0'}, StringSplitOptions.RemoveEmptyEntries))
            Console.WriteLine(message.Contains("<ConfirmOrderPayment")
                ? Said(Of<ConfirmOrderPayment>(message).confirmation)
                : Said(Of<GetOrderDetails>(message).query));
    }

    static T Of<T>(string message) {
        using (var reader = XmlReader.Create(new StringReader(message)))
            return (T) new DataContractSerializer(typeof(T)).ReadObject(reader);
    }

    static string Said(OrderDetailsQuery query) {
        return query.ServiceID + " " + query.OrderKey;
    }

    static string Said(PaymentConfirmation confirmation) {
        var lines = confirmation.Lines.Select(line => line.LineID + " " + line.Amount + " " + Said(line.DestinationAccount));
        return string.Join(" ", new[] {confirmation.OrderKey, confirmation.TotalAmount.ToString()}.Concat(lines));
    }

    static string Said(PaymentAccount account) {
        return account == null ? "nowhere" : (account.BankAccount ?? "nil") + " " + (account.BankCode ?? "nil");
    }
}
