// A problem that every node classifier must learn.
import GimbalData
import GimbalGraphs
import GimbalTasks
import GimbalTensor
import GimbalTestSupport

/// Two communities of 30 nodes, dense inside and sparse between, with features that hint at the community.
enum TwoCommunities {
    static let nodeCount = 60
    static let featureCount = 8

    static func problem() throws -> GraphProblem {
        let labels = try ClassLabels((0..<nodeCount).map { $0 % 2 }, classNames: ["even", "odd"])
        let data = try GraphDataSet(
            graph: graph(), features: .dense(features()), labels: labels,
            provenance: DataProvenance(
                name: "two-communities", format: "made", checksum: String(repeating: "0", count: 64)))
        let split = try DataSplit(
            train: Array(0..<16), validation: Array(16..<30), test: Array(30..<nodeCount), labels: labels)
        return GraphProblem(task: .nodeClassification, data: data, split: split)
    }

    private static func graph() throws -> Graph {
        let draws = try SampleTensors.uniform([nodeCount, nodeCount], seed: 11).doubles()
        var sources: [Int] = [], targets: [Int] = []
        for a in 0..<nodeCount {
            for b in 0..<a where draws[a * nodeCount + b] < (a % 2 == b % 2 ? 0.25 : 0.02) {
                sources += [a, b]
                targets += [b, a]
            }
        }
        return try Graph(nodeCount: nodeCount, sources: sources, targets: targets)
    }

    private static func features() throws -> Tensor {
        let sides = try Tensor((0..<nodeCount).map { Float($0 % 2) * 2 - 1 }, shape: [nodeCount, 1])
        let noise = try SampleTensors.normal([nodeCount, featureCount], seed: 12)
        return try sides * 0.7 + noise
    }
}
