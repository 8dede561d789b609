"""JSON-LD 1.1 (W3C, 2020) as N-Triples on standard output: json_ld.py FILE BASE. Run by rdf_form.cpp, in a process with limits.

Ends with 0; otherwise the last line that was written says why: `no-library`, `context-elsewhere`, `unreadable`.
"""
import json
import logging
import sys


def end(why):
    print(why, flush=True)
    sys.exit(1)


try:
    import rdflib
    from rdflib.plugins.parsers.jsonld import to_rdf
    from rdflib.plugins.shared.jsonld import context
    from rdflib.plugins.stores.memory import Memory
except ImportError:
    end("no-library")


class ContextElsewhere(Exception):
    pass


def refuse(_source):
    raise ContextElsewhere


# A context that is named by an address would be fetched: from any server, or from the disk (file:).
context.source_to_json = refuse
# "007"^^xsd:integer is an identifier as it stands.
rdflib.NORMALIZE_LITERALS = False
logging.disable(logging.CRITICAL)


def literal(node):
    # The escapes of JSON are those of N-Triples (W3C, 2014, ECHAR and UCHAR).
    text = json.dumps(str(node), ensure_ascii=False)
    if node.language:
        return f"{text}@{node.language}"
    return f"{text}^^{node.datatype.n3()}" if node.datatype else text


def written(node):
    """One node; nothing for an address that RDF cannot hold."""
    try:
        return literal(node) if isinstance(node, rdflib.Literal) else node.n3()
    except Exception:  # the library has no type of its own for it
        return None


class Printing(Memory):
    """Keeps nothing: prints statements in the order of the document, so that two harvests can be compared."""

    def add(self, triple, context, quoted=False):
        words = [written(node) for node in triple]
        if None not in words:
            print(*words, ".")


def main(path, base):
    sys.stdout.reconfigure(encoding="utf-8")
    with open(path, encoding="utf-8-sig") as file:
        to_rdf(json.load(file), rdflib.ConjunctiveGraph(store=Printing()), base)


try:
    main(sys.argv[1], sys.argv[2])
except ContextElsewhere:
    end("context-elsewhere")
except Exception:  # RecursionError, and whatever the library meets in a document that is none
    end("unreadable")
