// Partitions by METIS - Karypis, Kumar 1998, SIAM Journal on Scientific Computing 20.
import CMETIS
import Foundation
import GimbalGraphs
import GimbalTensor

/// METIS draws from the C library's random numbers: one partition at a time.
private let metis = NSLock()

extension Graph {
    /// Divides the nodes into parts of about the same weight so that few edges lie between them.
    ///
    /// Edges count in both directions, self-loops do not. Weights of edges become whole numbers from 1, so that weights
    /// less than a ten-thousandth of the largest are all alike.
    ///
    /// - Parameters:
    ///   - partCount: parts wanted; at most as many as there are nodes.
    ///   - nodeWeights: what a node adds to the size of its part, 0 or more; nil for ones.
    /// - Throws: `GraphError` for counts or weights out of range, or when METIS fails.
    /// - Complexity: nearly linear in edges.
    /// - Paper: Karypis, Kumar 1998, A fast and high quality multilevel scheme for partitioning irregular graphs.
    public func metisPartition(
        partCount: Int, nodeWeights: [Int]? = nil, _ settings: PartitionSettings = PartitionSettings()
    ) throws -> GraphPartition {
        try settings.check()
        guard nodeCount > 0 else {
            return GraphPartition(partOfNode: [], partCount: partCount, cutEdgeCount: 0, cutWeight: 0)
        }
        guard (1...nodeCount).contains(partCount) else {
            throw GraphError(
                "partition", "\(partCount) parts of \(nodeCount) nodes, expected 1...\(nodeCount)",
                fix: "Ask for fewer parts.")
        }
        try check(nodeWeights)
        let simple = try withEdgeFeatures(nil).removingSelfLoops().undirected()
        let parts: [Int32]
        if partCount == 1 || simple.edgeCount == 0 {
            parts = spread(partCount, nodeWeights)
        } else {
            parts = try simple.partitioned(partCount, nodeWeights, settings)
        }
        return try simple.partition(parts, partCount)
    }

    private func check(_ nodeWeights: [Int]?) throws {
        guard let nodeWeights else { return }
        let total = nodeWeights.reduce((sum: 0, isOver: false)) { total, weight in
            let (sum, overflow) = total.sum.addingReportingOverflow(weight)
            return (sum, total.isOver || overflow)
        }
        guard nodeWeights.count == nodeCount, nodeWeights.allSatisfy({ $0 >= 0 }), !total.isOver,
            (1...Int(Int32.max)).contains(total.sum)
        else {
            throw GraphError(
                "partition",
                "\(nodeWeights.count) node weights from \(nodeWeights.min() ?? 0) with the sum \(total.sum) for "
                    + "\(nodeCount) nodes",
                fix: "Give one weight of 0 or more per node; their sum is between 1 and \(Int32.max).")
        }
    }

    /// Without edges any cut is empty: nodes are dealt in order, by weight.
    private func spread(_ partCount: Int, _ nodeWeights: [Int]?) -> [Int32] {
        let total = Double(nodeWeights?.reduce(0, +) ?? nodeCount)
        var before = 0.0
        return (0..<nodeCount).map { node in
            let weight = Double(nodeWeights?[node] ?? 1)
            defer { before += weight }
            return Int32(min(Int((before + weight / 2) / total * Double(partCount)), partCount - 1))
        }
    }

    /// Calls METIS for an undirected graph without loops.
    private func partitioned(_ partCount: Int, _ nodeWeights: [Int]?, _ settings: PartitionSettings) throws
        -> [Int32]
    {
        var pointers = try pattern.rowPointers.array(of: Int32.self)
        var columns = try pattern.columns.array(of: Int32.self)
        var options = settings.options
        let edgeWeights = try wholeWeights(), sizes = nodeWeights?.map { Int32($0) }
        var (nodes, constraints, wanted, cut) = (Int32(nodeCount), Int32(1), Int32(partCount), Int32(0))
        var parts = [Int32](repeating: 0, count: nodeCount)
        let call = settings.method == .kWay ? METIS_PartGraphKway : METIS_PartGraphRecursive
        metis.lock()
        defer { metis.unlock() }
        let status = withPointer(sizes) { sizes in
            withPointer(edgeWeights) { edgeWeights in
                call(
                    &nodes, &constraints, &pointers, &columns, sizes, nil, edgeWeights, &wanted, nil, nil,
                    &options, &cut, &parts)
            }
        }
        guard status == METIS_OK.rawValue else {
            throw GraphError(
                "metis", "METIS ended with status \(status) for \(partCount) parts of \(nodeCount) nodes",
                fix: status == METIS_ERROR_MEMORY.rawValue ? "Free memory." : "Check the weights.")
        }
        return parts
    }

    /// Weights as whole numbers from 1 whose sum fits 32 bits; nil where all are 1.
    private func wholeWeights() throws -> [Int32]? {
        guard let values = try weights?.doubles(), let largest = values.max(), largest > 0 else { return nil }
        if let edge = values.firstIndex(where: { $0 < 0 }) {
            throw GraphError(
                "weight", "edge \(edge) has the weight \(values[edge]), expected 0 or more for partitions",
                fix: "Shift or replace negative weights.")
        }
        let scale = min(1e4 / largest, 0x1p30 / values.reduce(0, +))
        return values.map { Int32(max(($0 * scale).rounded(), 1)) }
    }

    /// Counts what lies between parts; the graph has both directions.
    private func partition(_ parts: [Int32], _ partCount: Int) throws -> GraphPartition {
        let (sources, targets) = try edges()
        let values = try weights?.doubles()
        var count = 0, weight = 0.0
        for edge in sources.indices where sources[edge] < targets[edge] {
            guard parts[sources[edge]] != parts[targets[edge]] else { continue }
            count += 1
            weight += values?[edge] ?? 1
        }
        return GraphPartition(
            partOfNode: parts.map { Int($0) }, partCount: partCount, cutEdgeCount: count, cutWeight: weight)
    }
}

/// Calls `body` with the elements of a list, or with nothing.
private func withPointer<Result>(
    _ list: [Int32]?, _ body: (UnsafeMutablePointer<Int32>?) -> Result
) -> Result {
    guard var elements = list else { return body(nil) }
    return elements.withUnsafeMutableBufferPointer { body($0.baseAddress) }
}

extension PartitionSettings {
    fileprivate func check() throws {
        guard (0.001...1).contains(imbalance), tryCount > 0 else {
            throw GraphError(
                "partition", "an imbalance of \(imbalance) and \(tryCount) tries",
                fix: "The imbalance is in 0.001...1, there is at least one try.")
        }
    }

    /// METIS' list of options.
    fileprivate var options: [Int32] {
        var options = [Int32](repeating: 0, count: Int(METIS_NOPTIONS))
        METIS_SetDefaultOptions(&options)
        options[Int(METIS_OPTION_NUMBERING.rawValue)] = 0
        options[Int(METIS_OPTION_SEED.rawValue)] = seed
        options[Int(METIS_OPTION_UFACTOR.rawValue)] = Int32((imbalance * 1000).rounded())
        if method == .kWay { options[Int(METIS_OPTION_NCUTS.rawValue)] = Int32(tryCount) }
        return options
    }
}
