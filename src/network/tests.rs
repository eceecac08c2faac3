use super::*;
use crate::export::Node;

/// A network of edges `A>B`, each with one fact; `A=B` holds in both directions.
fn network(edges: &str) -> Network {
    let mut graph = EntityGraph::new();
    let mut nodes: BTreeMap<String, NodeIndex> = BTreeMap::new();
    for (n, edge) in edges.split(' ').enumerate() {
        let symmetric = edge.contains('=');
        let (from, to) = edge.split_once(['>', '=']).unwrap();
        let mut node = |name: &str| {
            let new = || Node {
                path: format!("country/{name}"),
                id: name.into(),
                name: name.into(),
                name_en: name.into(),
                class: "Country".into(),
            };
            *nodes.entry(name.to_owned()).or_insert_with(|| graph.add_node(new()))
        };
        let (a, b) = (node(from), node(to));
        let relation = Relation {
            property: "meets".into(),
            label: "会见".into(),
            label_en: "meets".into(),
            symmetric,
            facts: vec![format!("f{n}")],
            sources: 1,
            first: String::new(),
            last: String::new(),
            disputed: false,
        };
        graph.add_edge(a, b, relation);
    }
    Network::new(graph)
}

impl Network {
    fn at(&self, name: &str) -> NodeIndex {
        self.find(&format!("country/{name}")).unwrap()
    }

    fn walked(&self, from: &str, to: &str) -> Vec<String> {
        let names = |path: &Vec<Step>| -> String {
            let first = path.first().map_or(String::new(), |s| self.graph[s.from].id.clone());
            path.iter().fold(first, |line, s| line + &self.graph[s.to].id)
        };
        let mut all: Vec<String> = self.paths(&[self.at(from)], &[self.at(to)], 10).iter().map(names).collect();
        all.sort();
        all
    }
}

#[test]
fn all_shortest_paths_are_found_against_the_direction_of_edges_too() {
    let net = network("A>B B>C A>D C>D C>E A>F F>G G>C");
    assert_eq!(net.walked("A", "C"), ["ABC", "ADC"]);
    assert_eq!(net.walked("E", "A"), ["ECBA", "ECDA"]);
    let apart = network("A>B C>D");
    assert!(apart.walked("A", "C").is_empty());
    let twice = network("A>B A>B");
    assert_eq!(twice.walked("A", "B").len(), 2, "each edge is a way of its own");
}

#[test]
fn a_neighbourhood_grows_with_its_depth() {
    let net = network("A>B B>C C>D E>A E>A");
    let names = |depth, most| -> Vec<String> {
        net.neighbourhood(&[net.at("A")], depth, most).iter().map(|(n, d)| format!("{}{d}", net.graph[*n].id)).collect()
    };
    assert_eq!(names(1, 9), ["A0", "E1", "B1"], "E has two facts");
    assert_eq!(names(2, 9), ["A0", "E1", "B1", "C2"]);
    assert_eq!(names(3, 2), ["A0", "E1"]);
}

#[test]
fn the_hub_of_a_star_is_most_central() {
    let net = network("A>H B>H C>H D>H");
    let hub = net.at("H");
    for c in net.centrality() {
        let expected = if c.node == hub { (4, 1.0) } else { (1, 0.0) };
        assert_eq!((c.degree, c.betweenness), expected, "{}", net.graph[c.node].id);
    }
    let ranks: f64 = net.centrality().iter().map(|c| c.pagerank).sum();
    assert!((ranks - 1.0).abs() < 1e-9, "{ranks}");
}

#[test]
fn two_triangles_with_a_bridge_are_two_communities() {
    let net = network("A=B B=C C=A D=E E=F F=D C>D");
    let found = communities(&net);
    let names: Vec<String> =
        found.groups.iter().map(|g| g.iter().map(|n| net.graph[*n].id.clone()).collect()).collect();
    assert_eq!(names, ["ABC", "DEF"]);
    // 7 edges: each triangle holds 3/7 of the edges and half of the degrees.
    assert!((found.modularity - (6.0 / 7.0 - 0.5)).abs() < 1e-9, "{}", found.modularity);
}

/// The names of the nodes between others, with their distance.
fn between(net: &Network, ends: &str, longest: usize, most: usize) -> Vec<String> {
    let groups: Vec<Vec<NodeIndex>> = ends.split(' ').map(|e| vec![net.at(e)]).collect();
    net.between(&groups, longest, most).iter().map(|(n, d)| format!("{}{d}", net.graph[*n].id)).collect()
}

#[test]
fn what_joins_two_is_on_a_path_between_them_and_not_beside_it() {
    // X and Y hang on the middle M; P and Q make a second, longer way.
    let net = network("A>M M>B M>X X>Y A>P P>Q Q>B M>P");
    assert_eq!(between(&net, "A B", 2, 40), ["A0", "B0", "M1"]);
    assert_eq!(between(&net, "A B", 4, 40), ["A0", "B0", "M1", "P1", "Q1"]);
    assert_eq!(between(&net, "A B", 4, 3), ["A0", "B0", "M1"], "the shortest way is kept");
    assert_eq!(between(&net, "A Y", 1, 40), ["A0", "Y0", "M1", "X1"], "the shortest way, however long");
    assert_eq!(between(&network("A>B C>D"), "A C", 4, 40), ["A0", "C0"], "no way");
    assert_eq!(between(&net, "A Q M", 2, 40), ["A0", "Q0", "M0", "P1", "B1"], "of every two of three");
}

#[test]
fn a_crowded_picture_says_what_it_leaves_out() {
    let spokes = (0..14).map(|n| format!("A>R{n}")).collect::<Vec<_>>();
    let rim = (0..14).flat_map(|n| (0..n).map(move |m| format!("R{n}>R{m}")));
    let edges: Vec<String> = spokes.into_iter().chain(rim).chain(["R0>S".to_owned()]).collect();
    let net = network(&edges.join(" "));
    let svg = |depth: usize| {
        let nodes = net.neighbourhood(&[net.at("A")], depth, 40);
        Picture { network: &net, nodes, script: Script::English, title: None }.svg()
    };
    assert!(svg(1).contains("R1 meets R0") && !svg(1).contains("not drawn"));
    assert!(!svg(2).contains("R1 meets R0") && svg(2).contains("R0 meets S") && svg(2).contains("not drawn"));
}
