import GimbalStatistics
import Testing

struct ClusteringFixture: Decodable {
    struct Case: Decodable {
        let labels, clusters: [Int]
        let nmi, ami: [String: Double]
        let ari, homogeneity, completeness, vMeasure, purity, accuracy: Double
    }
    struct AssignmentRow: Decodable {
        let costs: [[Double]]
        let rows, columns: [Int]
        let total: Double
    }
    let cases: [Case]
    let points: [[Double]]
    let groups: [Int]
    let silhouettes: [Double]
    let silhouette: Double
    let assignments: [AssignmentRow]
}

@Suite("Clustering metrics")
struct ClusteringTests {
    /// Every metric of clusters against classes, by name.
    private func values(_ clusters: [Int], _ labels: [Int]) throws -> [String: Double] {
        var values = [
            "ari": try Metrics.adjustedRandIndex(clusters: clusters, labels: labels),
            "homogeneity": try Metrics.homogeneity(clusters: clusters, labels: labels),
            "completeness": try Metrics.completeness(clusters: clusters, labels: labels),
            "vMeasure": try Metrics.vMeasure(clusters: clusters, labels: labels),
            "purity": try Metrics.purity(clusters: clusters, labels: labels),
            "accuracy": try Metrics.clusteringAccuracy(clusters: clusters, labels: labels),
        ]
        for mean in EntropyMean.allCases {
            values["nmi \(mean)"] = try Metrics.normalizedMutualInformation(
                clusters: clusters, labels: labels, mean: mean)
            values["ami \(mean)"] = try Metrics.adjustedMutualInformation(
                clusters: clusters, labels: labels, mean: mean)
        }
        return values
    }

    @Test("agree with scikit-learn and SciPy")
    func oracle() throws {
        for row in try fixture("clustering", as: ClusteringFixture.self).cases {
            var expected = [
                "ari": row.ari, "homogeneity": row.homogeneity, "completeness": row.completeness,
                "vMeasure": row.vMeasure, "purity": row.purity, "accuracy": row.accuracy,
            ]
            for (mean, value) in row.nmi { expected["nmi \(mean)"] = value }
            for (mean, value) in row.ami { expected["ami \(mean)"] = value }
            let found = try values(row.clusters, row.labels)
            #expect(found.count == 14 && expected.count == 14)
            for (name, value) in found {
                let theirs = try #require(expected[name])
                #expect(isClose(value, theirs, relative: 1e-10, absolute: 1e-13), "\(name)")
            }
        }
    }

    @Test("other numbers for clusters and classes, and another order of the items, change nothing")
    func invariances() throws {
        let row = try #require(try fixture("clustering", as: ClusteringFixture.self).cases.last)
        let plain = try values(row.clusters, row.labels)
        var order = Array(row.labels.indices)
        var generator = Xoshiro256(seed: 4)
        order.shuffle(using: &generator)
        let renamed = try values(
            order.map { 97 - 7 * row.clusters[$0] }, order.map { (row.labels[$0] * 3 + 5) % 11 })
        for (name, value) in plain {
            #expect(isClose(try #require(renamed[name]), value, relative: 1e-12, absolute: 1e-14), "\(name)")
        }
    }

    @Test("clusters and classes may change places in the symmetric metrics")
    func symmetry() throws {
        let row = try fixture("clustering", as: ClusteringFixture.self).cases[1]
        let (forward, backward) = (try values(row.clusters, row.labels), try values(row.labels, row.clusters))
        for (name, value) in forward where !["homogeneity", "completeness", "purity"].contains(name) {
            #expect(isClose(try #require(backward[name]), value, absolute: 1e-14), "\(name)")
        }
        #expect(isClose(try #require(backward["homogeneity"]), try #require(forward["completeness"])))
    }

    @Test(
        "the same partition scores 1 everywhere",
        arguments: [[0, 0, 0, 0], [0, 1, 2, 3], [2, 2, 5, 5], [7, 1, 1, 1]])
    func samePartition(labels: [Int]) throws {
        for (name, value) in try values(labels.map { 10 - $0 }, labels) { #expect(value == 1, "\(name)") }
    }

    @Test("one cluster for all, and one for each, have the known values")
    func extremes() throws {
        let labels = [0, 0, 1, 1, 2, 2]
        let one = try values([3, 3, 3, 3, 3, 3], labels)
        #expect(one["purity"] == 1.0 / 3 && one["accuracy"] == 1.0 / 3)
        #expect(one["homogeneity"] == 0 && one["completeness"] == 1 && one["vMeasure"] == 0)
        let each = try values([0, 1, 2, 3, 4, 5], labels)
        #expect(each["purity"] == 1 && each["accuracy"] == 0.5)
        #expect(each["homogeneity"] == 1)
        #expect(isClose(try #require(each["completeness"]), 0.6131471927654584))  // log 3 / log 6
        for mean in EntropyMean.allCases {
            #expect(one["nmi \(mean)"] == 0 && one["ami \(mean)"] == 0)
            // Any classes of these sizes share as much with clusters of one item.
            #expect(isClose(try #require(each["ami \(mean)"]), 0, absolute: 1e-12))
        }
        #expect(one["ari"] == 0 && each["ari"] == 0)
        #expect(try Metrics.vMeasure(clusters: [0, 1, 2, 3, 4, 5], labels: labels, beta: 0) == 1)
    }

    @Test("random clusters score 0 in the mean where chance is accounted for, and more where it is not")
    func chance() throws {
        let labels = (0..<60).map { $0 % 4 }
        var clusters = (0..<60).map { $0 % 9 }
        var generator = Xoshiro256(seed: 12)
        var (rand, information, normalized) = (0.0, 0.0, 0.0)
        for _ in 0..<400 {
            clusters.shuffle(using: &generator)
            rand += try Metrics.adjustedRandIndex(clusters: clusters, labels: labels) / 400
            information += try Metrics.adjustedMutualInformation(clusters: clusters, labels: labels) / 400
            normalized += try Metrics.normalizedMutualInformation(clusters: clusters, labels: labels) / 400
        }
        #expect(abs(rand) < 0.005 && abs(information) < 0.01 && normalized > 0.1)
    }

    @Test("say what is wrong with the input")
    func errors() {
        #expect(
            errorText { _ = try Metrics.adjustedRandIndex(clusters: [0, -1], labels: [0, 1]) }
                == "adjustedRandIndex: cluster 1 is -1, expected a class from 0. "
                + "Leave out items without a label.")
        #expect(
            errorText { _ = try Metrics.purity(clusters: [0], labels: [0, 1]) }
                .hasPrefix("purity: 1 clusters but 2 labels"))
        #expect(errorText { _ = try Metrics.homogeneity(clusters: [], labels: []) }.contains("found 0"))
        #expect(errorText { _ = try Metrics.completeness(clusters: [0], labels: [-3]) }.contains("is -3"))
        #expect(
            errorText { _ = try Metrics.vMeasure(clusters: [0], labels: [0], beta: -1) }
                == "vMeasure: beta is -1.0, expected 0 or more. 1 weighs homogeneity and completeness alike.")
        let many = Array(0...4096)
        #expect(
            errorText { _ = try Metrics.clusteringAccuracy(clusters: many, labels: many) }
                == "clusteringAccuracy: found 4097 classes and 4097 clusters, expected at most 4096 of each. "
                + "Use the adjusted Rand index, which needs no matching.")
    }
}

@Suite("Silhouettes")
struct SilhouetteTests {
    @Test("agree with scikit-learn, a lone point included")
    func oracle() throws {
        let f: ClusteringFixture = try fixture("clustering")
        let found = try Metrics.silhouettes(points: f.points, clusters: f.groups)
        #expect(found.count == f.silhouettes.count)
        let agree = zip(found, f.silhouettes).allSatisfy { isClose($0, $1, relative: 1e-10, absolute: 1e-13) }
        #expect(agree)
        let score = try Metrics.silhouetteScore(points: f.points, clusters: f.groups)
        #expect(isClose(score, f.silhouette, relative: 1e-10))
        #expect(found.last == 0)
    }

    @Test("by hand on a line, and unmoved by shifts, scales and other numbers")
    func byHand() throws {
        let points = [[0.0], [1], [5]]
        #expect(try Metrics.silhouettes(points: points, clusters: [0, 0, 1]) == [0.8, 0.75, 0])
        let moved = try Metrics.silhouettes(points: points.map { [8 * $0[0] - 3, 2] }, clusters: [9, 9, 4])
        #expect(moved == [0.8, 0.75, 0])
        #expect(try Metrics.silhouettes(points: [[1], [1], [1]], clusters: [0, 0, 1]) == [0, 0, 0])
    }

    @Test("coordinates that are zero everywhere change nothing, whatever their number", arguments: 1...9)
    func padding(count: Int) throws {
        let points = [[0.0], [1], [5], [7]].map { $0 + [Double](repeating: 0, count: count) }
        let plain = try Metrics.silhouettes(points: [[0], [1], [5], [7]], clusters: [0, 0, 1, 1])
        #expect(try Metrics.silhouettes(points: points, clusters: [0, 0, 1, 1]) == plain)
        let turned = points.map { Array($0.reversed()) }
        #expect(try Metrics.silhouettes(points: turned, clusters: [0, 0, 1, 1]) == plain)
    }

    @Test("say what is wrong with the input")
    func errors() {
        #expect(
            errorText { _ = try Metrics.silhouettes(points: [[1], [2], [3]], clusters: [0, 0, 0]) }
                == "silhouettes: found 1 clusters of 3 points, expected 2 to 2. "
                + "Ask for another number of clusters.")
        #expect(
            errorText { _ = try Metrics.silhouetteScore(points: [[1], [2]], clusters: [0, 1]) }
                .contains("found 2 clusters of 2 points"))
        #expect(
            errorText { _ = try Metrics.silhouettes(points: [[1], [2, 3]], clusters: [0, 1]) }
                .hasPrefix("silhouettes: 1 coordinates of point 0 but 2 of point 1"))
        #expect(
            errorText { _ = try Metrics.silhouettes(points: [[1], [.nan]], clusters: [0, 1]) }
                .hasPrefix("silhouettes, point 1: coordinate 0 is nan"))
        #expect(
            errorText { _ = try Metrics.silhouettes(points: [[1]], clusters: [0, 1]) }
                .contains("1 points but 2 clusters"))
    }
}
