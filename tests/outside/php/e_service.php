<?php
// A service provider as PHP makes it from the contract alone: SoapServer with the WSDL, no signatures.
// Run by `php -S`; the environment says where the WSDL is, and which file takes the confirmations, one JSON a line.

final class ServiceProvider
{
    public function GetOrderDetails($parameters)
    {
        $query = $parameters->query;
        if ($query->ServiceID !== 'PHP01') {
            throw new SoapFault('UnknownService', 'No service ' . $query->ServiceID);
        }
        if ($query->OrderKey !== 'PHP-2026-1') {
            return ['GetOrderDetailsResult' => []];
        }
        $account = ['BankAccount' => 'MD85TRGAAA14299801000001', 'BankCode' => 'TREZMD2X',
            'BankFiscalCode' => '1002600001235', 'BeneficiaryName' => 'Agenția „PHP” & fiii'];
        $order = [
            'AllowAdvancePayments' => false,
            'AllowPartialPayments' => false,
            'Currency' => 'MDL',
            'CustomerID' => '2001500023456',
            'CustomerName' => 'Popescu Ion',
            'CustomerType' => 'Person',
            'DueDate' => '2027-06-01T00:00:00',
            'IssuedAt' => '2027-01-04T10:00:00',
            'Lines' => ['OrderLine' => [
                ['AmountDue' => '100.00', 'DestinationAccount' => $account, 'LineID' => '1', 'Reason' => 'Taxa'],
                ['AmountDue' => '20.50', 'DestinationAccount' => $account, 'LineID' => '2', 'Reason' => 'Penalitate'],
            ]],
            'OrderKey' => $query->OrderKey,
            'Properties' => ['OrderProperty' => [
                ['DisplayName' => 'Dosar', 'Modifiable' => false, 'Name' => 'FileNumber', 'Required' => false,
                    'Type' => 'string', 'Value' => 'D-00017'],
            ]],
            'Reason' => 'Taxă de stat',
            'ServiceID' => $query->ServiceID,
            'Status' => 'Active',
            'TotalAmountDue' => '120.50',
        ];
        return ['GetOrderDetailsResult' => ['OrderDetails' => [$order]]];
    }

    public function ConfirmOrderPayment($parameters)
    {
        $line = json_encode($parameters->confirmation, JSON_UNESCAPED_UNICODE) . "\n";
        file_put_contents(getenv('CONFIRMATIONS'), $line, FILE_APPEND | LOCK_EX);
        return [];
    }
}

ini_set('soap.wsdl_cache_enabled', '0');
$server = new SoapServer(getenv('WSDL'), ['features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
$server->setClass(ServiceProvider::class);
$server->handle();
