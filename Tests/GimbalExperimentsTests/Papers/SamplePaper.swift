// A paper's file that takes a moment.

/// The text of a paper's file; arguments replace parts of it.
func samplePaper(
    methods: String = "{mlp: mlp, gcn: 'gcn[hidden=8]'}", expect: String = "[gcn.accuracy >= 0]",
    quick: String = "{seeds: 1, methods: [gcn], expect: [gcn.accuracy >= 1.5]}", extra: String = ""
) -> String {
    """
    paper: {number: 7, slug: sample, title: A Sample, arxiv: 1234.56789, published: 2020-01-02, authors: 2}
    summary: A paper for tests.
    implements: [GimbalGraphNetworks.GCNMethod]
    experiments:
      - name: main
        claim: Nothing much.
        task: node-classification
        data: cora
        split: public
        methods: \(methods)
        seeds: 2
        budget: 2epochs
        baseline: gcn
    reported:
      - {data: cora, method: gcn, metric: accuracy, value: 81.5, deviation: 0.5, source: Table 1}
    expect: \(expect)
    quick: \(quick)
    \(extra)
    """
}
