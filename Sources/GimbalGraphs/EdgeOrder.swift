// Putting edges in order and reading them back, all in 32 bits: graphs of many million edges pass through here.
import GimbalTensor

/// The arrays of a graph's pattern, borrowed for as long as a closure runs.
struct PatternRows {
    /// Position of each node's first incoming edge, and the number of edges.
    let pointers: UnsafeBufferPointer<Int32>
    /// Source of each edge.
    let columns: UnsafeBufferPointer<Int32>
    /// Position of each node's first outgoing edge in the transposed order.
    let transposedPointers: UnsafeBufferPointer<Int32>
    /// Target of each edge in the transposed order.
    let transposedColumns: UnsafeBufferPointer<Int32>
    /// Edge at each place of the transposed order.
    let permutation: UnsafeBufferPointer<Int32>

    /// Edges into a node, in pattern order.
    func incoming(_ node: Int) -> Range<Int> { Int(pointers[node])..<Int(pointers[node + 1]) }

    /// Places of the edges out of a node in the transposed order.
    func outgoing(_ node: Int) -> Range<Int> {
        Int(transposedPointers[node])..<Int(transposedPointers[node + 1])
    }
}

extension Graph {
    /// Calls `body` with the pattern's arrays; nothing is copied.
    func withRows<Result>(_ body: (PatternRows) throws -> Result) throws -> Result {
        try pattern.rowPointers.withUnsafeElements(of: Int32.self) { pointers in
            try pattern.columns.withUnsafeElements(of: Int32.self) { columns in
                try pattern.transposedRowPointers.withUnsafeElements(of: Int32.self) { starts in
                    try pattern.transposedColumns.withUnsafeElements(of: Int32.self) { targets in
                        try pattern.permutation.withUnsafeElements(of: Int32.self) { permutation in
                            try body(
                                PatternRows(
                                    pointers: pointers, columns: columns, transposedPointers: starts,
                                    transposedColumns: targets, permutation: permutation))
                        }
                    }
                }
            }
        }
    }

    /// Sources and targets in pattern order.
    func edgeArrays() throws -> (sources: [Int32], targets: [Int32]) {
        let targets = try pattern.rowPointers.withUnsafeElements(of: Int32.self) { pointers in
            [Int32](unsafeUninitializedCapacity: edgeCount) { targets, count in
                for node in 0..<nodeCount {
                    let row = Int(pointers[node])..<Int(pointers[node + 1])
                    for edge in row {
                        targets.initializeElement(at: edge, to: Int32(truncatingIfNeeded: node))
                    }
                }
                count = edgeCount
            }
        }
        return (try pattern.columns.array(of: Int32.self), targets)
    }
}

/// Edges sorted by target, then source; parallel edges keep their order.
struct EdgeOrder {
    /// The compressed rows.
    let rows: CompressedRows<Int32>
    /// Where each sorted edge stood before; nil where nothing moved, or nobody asked.
    let order: [Int32]?

    /// Sorts valid edges.
    ///
    /// - Parameter keepsOrder: whether the caller will ask for `order`.
    /// - Complexity: O(nodes + edges): two passes of scattering, none if the edges are in order.
    init(nodeCount: Int, sources: [Int32], targets: [Int32], keepsOrder: Bool) {
        let pointers = Self.starts(of: targets, bound: nodeCount)
        guard !Self.isSorted(sources, targets) else {
            rows = CompressedRows(pointers: pointers, columns: sources)
            order = nil
            return
        }
        let bySource = Self.scattered(sources, targets, nodeCount, keepsOrder)
        var next = pointers
        var order = [Int32](repeating: 0, count: keepsOrder ? sources.count : 0)
        let columns = [Int32](unsafeUninitializedCapacity: sources.count) { columns, count in
            for source in 0..<nodeCount {
                for place in Int(bySource.starts[source])..<Int(bySource.starts[source + 1]) {
                    let target = Int(bySource.targets[place]), position = Int(next[target])
                    next[target] += 1
                    columns.initializeElement(at: position, to: Int32(truncatingIfNeeded: source))
                    if keepsOrder { order[position] = bySource.edges[place] }
                }
            }
            count = sources.count
        }
        rows = CompressedRows(pointers: pointers, columns: columns)
        self.order = keepsOrder ? order : nil
    }

    private typealias BySource = (starts: [Int32], targets: [Int32], edges: [Int32])

    private static func scattered(_ sources: [Int32], _ targets: [Int32], _ bound: Int, _ keepsOrder: Bool)
        -> BySource
    {
        let starts = starts(of: sources, bound: bound)
        var next = starts
        var edges = [Int32](repeating: 0, count: keepsOrder ? sources.count : 0)
        let sorted = [Int32](unsafeUninitializedCapacity: sources.count) { sorted, count in
            for edge in sources.indices {
                let source = Int(sources[edge]), position = Int(next[source])
                next[source] += 1
                sorted.initializeElement(at: position, to: targets[edge])
                if keepsOrder { edges[position] = Int32(truncatingIfNeeded: edge) }
            }
            count = sources.count
        }
        return (starts, sorted, edges)
    }

    private static func starts(of keys: [Int32], bound: Int) -> [Int32] {
        var starts = [Int32](repeating: 0, count: bound + 1)
        for key in keys { starts[Int(key) + 1] += 1 }
        for key in 0..<bound { starts[key + 1] += starts[key] }
        return starts
    }

    private static func isSorted(_ sources: [Int32], _ targets: [Int32]) -> Bool {
        sources.indices.dropFirst().allSatisfy { edge in
            targets[edge - 1] < targets[edge]
                || (targets[edge - 1] == targets[edge] && sources[edge - 1] <= sources[edge])
        }
    }
}
