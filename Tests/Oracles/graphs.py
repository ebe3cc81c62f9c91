"""Writes Tests/Fixtures/oracles/graphs.json: what networkx says of small graphs.

Run with networkx 3:  python Tests/Oracles/graphs.py
"""

import json
import pathlib
import random
import warnings

import networkx as nx
import numpy as np


def described(graph, weighted):
    nodes = list(range(graph.number_of_nodes()))
    weight = "weight" if weighted else None
    edges = [(a, b, graph[a][b].get("weight", 1)) for a, b in graph.edges()]
    simple = nx.Graph(graph.to_undirected())
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    rank = nx.pagerank(graph, weight=weight)
    jump = {n: n + 1 for n in nodes}
    biased = nx.pagerank(graph, alpha=0.6, personalization=jump, weight=weight, tol=1e-9)
    hops = nx.single_source_shortest_path_length(graph, 0)
    lengths = nx.single_source_dijkstra_path_length(graph, 0, weight=weight or (lambda *_: 1))
    ego = nx.ego_graph(graph.to_undirected(), 0, radius=2)
    pairs = [(a, b) for a in nodes[:8] for b in nodes[-8:] if a != b]
    scores = {
        "common-neighbors": [len(set(simple[a]) & set(simple[b])) for a, b in pairs],
        "jaccard": [p for *_, p in nx.jaccard_coefficient(simple, pairs)],
        "adamic-adar": [p for *_, p in nx.adamic_adar_index(simple, pairs)],
        "resource-allocation": [p for *_, p in nx.resource_allocation_index(simple, pairs)],
        "preferential-attachment": [p for *_, p in nx.preferential_attachment(simple, pairs)],
    }
    adjacency = nx.to_numpy_array(graph, nodelist=nodes, weight=weight)
    katz = np.linalg.inv(np.eye(len(nodes)) - 0.02 * adjacency) - np.eye(len(nodes))
    cores = nx.core_number(simple)
    strong = graph if graph.is_directed() else graph.to_directed()
    labels = [n % 3 if n % 5 else None for n in nodes]
    directed = [(a, b) for a, b in strong.edges() if labels[a] is not None and labels[b] is not None]
    into = {n: [labels[a] for a, b in directed if b == n] for n in nodes}
    shares = [sum(x == labels[n] for x in into[n]) / len(into[n]) for n in nodes if into[n]]
    reach = dict(nx.all_pairs_shortest_path_length(strong))
    both = dict(nx.all_pairs_shortest_path_length(simple))
    between, sums = nx.betweenness_centrality(graph), nx.betweenness_centrality(graph, normalized=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assortativity = nx.degree_assortativity_coefficient(graph, x="out", y="in")
    return {
        "pairs": pairs,
        "scores": scores,
        "katz": [katz[a, b] for a, b in pairs],
        "cores": [cores[n] for n in nodes],
        "strong": [sorted(c) for c in sorted(nx.strongly_connected_components(strong), key=min)],
        "labels": [-1 if x is None else x for x in labels],
        "edgeHomophily": sum(labels[a] == labels[b] for a, b in directed) / max(len(directed), 1),
        "nodeHomophily": sum(shares) / max(len(shares), 1),
        "assortativity": None if np.isnan(assortativity) else assortativity,
        "eccentricities": [max(reach[n].values()) for n in nodes],
        "diameter": max(max(x.values()) for x in both.values()),
        "betweenness": [between[n] for n in nodes],
        "betweennessSums": [sums[n] for n in nodes],
        "nodeCount": len(nodes),
        "directed": graph.is_directed(),
        "edges": edges,
        "weighted": weighted,
        "triangles": [nx.triangles(simple)[n] for n in nodes],
        "clustering": [nx.clustering(simple)[n] for n in nodes],
        "transitivity": nx.transitivity(simple),
        "pagerank": [rank[n] for n in nodes],
        "pagerankBiased": [biased[n] for n in nodes],
        "hops": [hops.get(n) for n in nodes],
        "lengths": [lengths.get(n) for n in nodes],
        "twoHops": sorted(ego.nodes()),
        "twoHopEdgeCount": ego.number_of_edges(),
    }


def random_directed(seed, nodes, edges):
    random.seed(seed)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(nodes))
    while graph.number_of_edges() < edges:
        a, b = random.randrange(nodes), random.randrange(nodes - 2)
        graph.add_edge(a, b, weight=random.randint(1, 16) / 4)
    return graph


karate = nx.Graph(nx.karate_club_graph().edges())
karate = nx.relabel_nodes(karate, {n: n for n in karate})
values = {
    "networkx": nx.__version__,
    "graphs": {
        "karate": described(nx.Graph(sorted(karate.edges())), False) | {},
        "directed": described(random_directed(1, 25, 70), True),
        "islands": described(nx.disjoint_union(nx.complete_graph(5), nx.path_graph(4)), False),
        "loops": described(nx.DiGraph([(0, 0), (0, 1), (1, 2), (2, 0), (2, 2), (3, 1)]), False),
    },
}
target = pathlib.Path(__file__).resolve().parents[1] / "Fixtures" / "oracles" / "graphs.json"
target.write_text(json.dumps(values) + "\n")
