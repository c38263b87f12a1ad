"""Canonicalizes an element of the document in each JSON line, and prints the octets as a JSON string."""
import io, json, sys
from lxml import etree

parser = etree.XMLParser(strip_cdata=False, resolve_entities=False)
for line in sys.stdin:
    case = json.loads(line)
    root = etree.fromstring(case["xml"].encode(), parser)
    element = [node for node in root.iter() if isinstance(node.tag, str)][case["element"]]
    # lxml writes the default namespace of a prefix list as an empty name, not as "#default".
    prefixes = ["" if prefix == "#default" else prefix for prefix in case["prefixes"]]
    octets = etree.tostring(element, method="c14n", exclusive=True, with_comments=case["comments"],
                            inclusive_ns_prefixes=prefixes or None, with_tail=False)
    print(json.dumps(octets.decode()))
