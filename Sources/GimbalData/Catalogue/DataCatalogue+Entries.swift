// The data sets that Gimbal knows.

extension DataCatalogue {
    /// All known data sets.
    public static let entries: [CatalogueEntry] = planetoid + graphBenchmark

    private static let graphTasks = ["node-classification", "link-prediction", "node-embedding"]

    private static let planetoidPaper = "Yang, Cohen, Salakhutdinov 2016, arXiv 1603.08861"
    private static let benchmarkPaper = "Shchur et al. 2018, arXiv 1811.05868"
    private static let embeddingPaper = "Bojchevski, Günnemann 2018, arXiv 1707.03815"

    private static let benchmarkOrigin = "https://github.com/shchur/gnn-benchmark"

    private static let planetoid: [CatalogueEntry] = [
        CatalogueEntry(
            name: "cora",
            summary: "machine-learning papers; citations; binary words; 7 topics; public split 140/500/1000",
            tasks: graphTasks, format: PlanetoidNPZ.id, place: .shipped("cora/cora.npz"),
            sha256: "2421c76512977ff691a20f990cf60e68f528515bafb2fdcf022c507ae9c43403",
            expected: CatalogueEntry.Expectation(
                nodeCount: 2708, featureCount: 1433, featureEntryCount: 49_216, edgeCount: 10_556,
                classCounts: [351, 217, 418, 818, 426, 298, 180]),
            classNames: [
                "Theory", "Reinforcement Learning", "Genetic Algorithms", "Neural Networks",
                "Probabilistic Methods",
                "Case Based", "Rule Learning",
            ],
            origin: "https://github.com/kimiyoung/planetoid", licence: "MIT (repository); data from LINQS",
            paper: planetoidPaper),
        CatalogueEntry(
            name: "citeseer",
            summary: "computer-science papers; citations; binary words; 6 fields; public split 120/500/1000",
            tasks: graphTasks, format: PlanetoidNPZ.id, place: .dataFolder("planetoid/citeseer.npz"),
            sha256: "6a47b9c00a51dae1a75631e3722191a646b5a2ba81e42a92aa5d223541df0b88",
            expected: CatalogueEntry.Expectation(
                nodeCount: 3327, featureCount: 3703, featureEntryCount: 105_165, edgeCount: 9104,
                classCounts: [249, 590, 668, 701, 596, 508]),
            classNames: ["AI", "ML", "IR", "DB", "Agents", "HCI"],
            origin: "https://github.com/kimiyoung/planetoid", licence: "MIT (repository); data from LINQS",
            paper: planetoidPaper),
    ]

    private static let graphBenchmark: [CatalogueEntry] = [
        CatalogueEntry(
            name: "amazon-photo", summary: "camera products; bought together; words of reviews; 8 categories",
            tasks: graphTasks, format: GraphBenchmarkNPZ.id,
            place: .dataFolder("gnn-benchmark-npz/amazon_electronics_photo.npz"),
            sha256: "bfd3ee29622e8394c100621ee00537d738b606ecd06d513c7ceb1cd9dc7f1ef0",
            expected: CatalogueEntry.Expectation(
                nodeCount: 7650, featureCount: 745, featureEntryCount: 1_979_909, edgeCount: 238_162,
                classCounts: [369, 1686, 703, 915, 882, 823, 1941, 331]),
            classNames: nil, origin: benchmarkOrigin, licence: "MIT", paper: benchmarkPaper),
        CatalogueEntry(
            name: "amazon-computers",
            summary: "computer products; bought together; words of reviews; 10 categories",
            tasks: graphTasks, format: GraphBenchmarkNPZ.id,
            place: .dataFolder("gnn-benchmark-npz/amazon_electronics_computers.npz"),
            sha256: "c6884ab186f0164a28c4eff3b0d475d34e130943508e959a37ca8287fab27a4d",
            expected: CatalogueEntry.Expectation(
                nodeCount: 13_752, featureCount: 767, featureEntryCount: 3_675_081, edgeCount: 491_722,
                classCounts: [436, 2142, 1414, 542, 5158, 308, 487, 818, 2156, 291]),
            classNames: nil, origin: benchmarkOrigin, licence: "MIT", paper: benchmarkPaper),
        CatalogueEntry(
            name: "coauthor-cs", summary: "computer scientists; joint papers; keyword counts; 15 fields",
            tasks: graphTasks, format: GraphBenchmarkNPZ.id,
            place: .dataFolder("gnn-benchmark-npz/ms_academic_cs.npz"),
            sha256: "7bbda0ec297bb44efc712cc59f9e9a6c9ac959e5c4848e311bc7e011b0be5753",
            expected: CatalogueEntry.Expectation(
                nodeCount: 18_333, featureCount: 6805, featureEntryCount: 1_092_079, edgeCount: 163_788,
                classCounts: [
                    708, 462, 2050, 429, 1394, 2193, 371, 924, 775, 118, 1444, 2033, 420, 4136, 876,
                ]),
            classNames: nil, origin: benchmarkOrigin, licence: "MIT", paper: benchmarkPaper),
        CatalogueEntry(
            name: "cora-ml",
            summary: "machine-learning papers of the larger Cora; citations; tf-idf words; 7 topics",
            tasks: graphTasks, format: GraphBenchmarkNPZ.id,
            place: .dataFolder("gnn-benchmark-npz/cora_ml.npz"),
            sha256: "0460d25b737774a78a588838daf20afe9291b4eb89da2aa3d517244d3fc2bb0b",
            expected: CatalogueEntry.Expectation(
                nodeCount: 2995, featureCount: 2879, featureEntryCount: 151_171, edgeCount: 16_316,
                classCounts: [354, 402, 452, 442, 857, 193, 295]),
            classNames: nil, origin: "https://github.com/abojchevski/graph2gauss", licence: "MIT",
            paper: embeddingPaper),
        CatalogueEntry(
            name: "citeseer-full", summary: "computer-science papers; citations; tf-idf words; 6 fields",
            tasks: graphTasks, format: GraphBenchmarkNPZ.id,
            place: .dataFolder("gnn-benchmark-npz/citeseer_full.npz"),
            sha256: "36352430fbaea2752466564e42625e5e6e578fab57172b03c9dea1f7d2c0b72f",
            expected: CatalogueEntry.Expectation(
                nodeCount: 4230, featureCount: 602, featureEntryCount: 19_391, edgeCount: 10_674,
                classCounts: [628, 740, 778, 831, 558, 695]),
            classNames: nil, origin: "https://github.com/abojchevski/graph2gauss", licence: "MIT",
            paper: embeddingPaper),
        CatalogueEntry(
            name: "dblp", summary: "computer-science papers; citations; tf-idf words; 4 fields",
            tasks: graphTasks, format: GraphBenchmarkNPZ.id, place: .dataFolder("gnn-benchmark-npz/dblp.npz"),
            sha256: "750874dc86d975a01801a8512488cbe6a4b26ac29c2886f59803ac2ec21157ca",
            expected: CatalogueEntry.Expectation(
                nodeCount: 17_716, featureCount: 1639, featureEntryCount: 92_192, edgeCount: 105_734,
                classCounts: [7920, 5645, 1982, 2169]),
            classNames: nil, origin: "https://github.com/abojchevski/graph2gauss", licence: "MIT",
            paper: embeddingPaper),
    ]
}
