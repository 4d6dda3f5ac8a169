"""The catalogue: valid by the shapes of DCAT-AP 3 with and without a dump, the same in its three spellings."""

import json
from datetime import UTC, datetime

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from dialog_tracker.opendata.catalogue import Publisher, catalogue
from dialog_tracker.opendata.graph import Node, Ref, Text, as_json_ld, as_rdf_xml, as_turtle

# The libraries that check use what newer ones of theirs will drop.
OF_OTHERS = pytest.mark.filterwarnings("ignore::DeprecationWarning")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def _valid(data: Graph, shapes) -> tuple[bool, str]:
    from pyshacl import validate

    said = []
    for file in ("dcat-ap-3.0.1-shapes.ttl", "dcat-ap-3.0.1-range.ttl"):
        conforms, _, text = validate(data, shacl_graph=str(shapes / file), inference="none", advanced=True)
        if not conforms:
            said.append(text)
    return not said, "\n".join(said)


@OF_OTHERS
@pytest.mark.shared
@pytest.mark.usefixtures("dumped")
async def test_the_catalogue_of_a_dump_is_valid(outside, shared):
    answer = await outside.get("/data/catalogue.ttl")
    assert answer.headers["content-type"].startswith("text/turtle")
    graph = Graph().parse(data=answer.text, format="turtle")
    assert len(list(graph.triples((None, None, None)))) > 200
    good, said = _valid(graph, shared / "data" / "schemas")
    assert good, said


@OF_OTHERS
@pytest.mark.shared
def test_the_catalogue_before_the_first_dump_is_valid(shared):
    nodes = catalogue("https://dijalog.example", Publisher("Дијалог", "podaci@dijalog.example"), None, NOW)
    good, said = _valid(Graph().parse(data=as_turtle(nodes), format="turtle"), shared / "data" / "schemas")
    assert good, said


@OF_OTHERS
@pytest.mark.usefixtures("dumped")
async def test_the_three_spellings_say_the_same(outside):
    graphs = []
    for ending, form in (("ttl", "turtle"), ("jsonld", "json-ld"), ("rdf", "xml")):
        answer = await outside.get(f"/data/catalogue.{ending}")
        assert answer.status_code == 200
        graphs.append(Graph().parse(data=answer.content, format=form))
    assert isomorphic(graphs[0], graphs[1])
    assert isomorphic(graphs[0], graphs[2])


@OF_OTHERS
def test_strange_names_cannot_break_a_spelling():
    node = Node(
        "https://x.example/a b<c>",
        ["foaf:Agent"],
        {"foaf:name": [Text('"quoted" \\ & <b>\nнови ред', "sr")], "foaf:page": [Ref('https://x.example/?a=1&b="2')]},
    )
    graphs = [Graph().parse(data=as_turtle([node]), format="turtle"), Graph().parse(data=as_rdf_xml([node]), format="xml")]
    for graph in graphs:
        (name,) = [str(o) for _, p, o in graph if str(p).endswith("name")]
        assert name == '"quoted" \\ & <b>\nнови ред'
    assert json.loads(as_json_ld([node]))["@graph"][0]["foaf:name"] == [{"@value": '"quoted" \\ & <b>\nнови ред', "@language": "sr"}]
