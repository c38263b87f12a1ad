//! Rules of the content of `GetOrderDetails` replies.

super::rules! {
    ELEMENT_ORDER "element-order" Contract Warning
        "elements are out of order"
        expected "the elements of every structure in alphabetical order"
        consequence "a WCF reader silently skips an element that stands too late, as if it were absent"
        remedy "write the elements of each structure in the order of the XSD, which is alphabetical"
        source "WSDL: data contracts; MPay guide, SOAP";
}
