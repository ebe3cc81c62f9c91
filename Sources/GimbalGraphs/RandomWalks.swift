// Random walks, plain and second order.
import GimbalTensor

/// How a walker chooses the next node.
public struct WalkRule: Sendable, Codable, Hashable {
    /// Divides the weight of going straight back; large values keep the walk from returning.
    public var returnParameter: Double
    /// Divides the weight of nodes that the last node has no edge to; large values keep the walk local.
    public var inOutParameter: Double

    /// Describes a rule; 1 and 1 walk by edge weights alone.
    ///
    /// - Paper: Grover, Leskovec 2016, arXiv 1607.00653, section 3.2 (p and q).
    public init(returnParameter: Double = 1, inOutParameter: Double = 1) {
        self.returnParameter = returnParameter
        self.inOutParameter = inOutParameter
    }

    var isFirstOrder: Bool { returnParameter == 1 && inOutParameter == 1 }
}

extension Graph {
    /// Walks from each start along outgoing edges and returns the nodes visited, `[starts, stepCount + 1]` int64.
    ///
    /// A walker at a node without outgoing edges stays there. Weights are probabilities up to a factor. Second-order
    /// steps are drawn by rejection, so that no table per edge is needed.
    ///
    /// - Throws: `GraphError` for a start that is no node, a negative weight, or a rule that is not positive.
    public func randomWalks(
        from starts: [Int], stepCount: Int, rule: WalkRule = WalkRule(), using stream: RandomStream
    )
        throws -> Tensor
    {
        for node in starts { try checkNode(node) }
        guard stepCount >= 0, rule.returnParameter > 0, rule.inOutParameter > 0 else {
            throw GraphError(
                "walk",
                "\(stepCount) steps with parameters \(rule.returnParameter) and \(rule.inOutParameter)",
                fix: "Steps are 0 or more, both parameters above 0.")
        }
        let walker = try Walker(self, rule)
        var generator = try StreamNumbers(stream)
        var visited: [Int] = []
        visited.reserveCapacity(starts.count * (stepCount + 1))
        for start in starts {
            var previous = -1, node = start
            visited.append(node)
            for _ in 0..<stepCount {
                let next = try walker.step(from: node, previous: previous, &generator)
                (previous, node) = (node, next)
                visited.append(node)
            }
        }
        return try Tensor(visited, shape: [starts.count, stepCount + 1])
    }
}

/// Uniform numbers from a stream, drawn in blocks because single draws cost a native call.
struct StreamNumbers {
    private let stream: RandomStream
    private var block: [Double] = []
    private var next = 0

    init(_ stream: RandomStream) throws { self.stream = stream }

    /// The next number in `[0, 1)`.
    mutating func uniform() throws -> Double {
        if next == block.count {
            block = try Tensor.rand([4096], dtype: .float64, using: stream).doubles()
            next = 0
        }
        next += 1
        return block[next - 1]
    }

    /// A number in `0..<bound`.
    mutating func below(_ bound: Int) throws -> Int { min(Int(try uniform() * Double(bound)), bound - 1) }
}

/// Draws steps.
private struct Walker {
    let adjacency: Adjacency
    let rule: WalkRule
    /// Running sums of the weights in each node's list; nil where all are 1.
    let sums: [Double]?

    init(_ graph: Graph, _ rule: WalkRule) throws {
        adjacency = try Adjacency(graph, .outgoing)
        self.rule = rule
        guard let values = try graph.weights?.floats() else {
            sums = nil
            return
        }
        if let edge = values.firstIndex(where: { $0 < 0 }) {
            throw GraphError(
                "weight", "edge \(edge) has the weight \(values[edge]), expected 0 or more for walks",
                fix: "Shift or replace negative weights.")
        }
        var running: [Double] = [], total = 0.0
        for node in 0..<graph.nodeCount {
            total = 0
            for place in adjacency.starts[node]..<adjacency.starts[node + 1] {
                total += Double(values[Int(adjacency.edges[place])])
                running.append(total)
            }
        }
        sums = running
    }

    func step(from node: Int, previous: Int, _ numbers: inout StreamNumbers) throws -> Int {
        let range = adjacency.starts[node]..<adjacency.starts[node + 1]
        guard !range.isEmpty, sums.map({ $0[range.upperBound - 1] > 0 }) ?? true else { return node }
        if rule.isFirstOrder || previous < 0 { return try draw(range, &numbers) }
        let largest = max(1 / rule.returnParameter, 1, 1 / rule.inOutParameter)
        while true {
            let next = try draw(range, &numbers)
            if try numbers.uniform() * largest < bias(next, previous) { return next }
        }
    }

    /// A neighbour by weight.
    private func draw(_ range: Range<Int>, _ numbers: inout StreamNumbers) throws -> Int {
        guard let sums else {
            return Int(adjacency.neighbors[range.lowerBound + (try numbers.below(range.count))])
        }
        let wanted = try numbers.uniform() * sums[range.upperBound - 1]
        var low = range.lowerBound, high = range.upperBound - 1
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > wanted { high = middle } else { low = middle + 1 }
        }
        return Int(adjacency.neighbors[low])
    }

    private func bias(_ next: Int, _ previous: Int) -> Double {
        if next == previous { return 1 / rule.returnParameter }
        return hasEdge(previous, next) ? 1 : 1 / rule.inOutParameter
    }

    private func hasEdge(_ a: Int, _ b: Int) -> Bool {
        var low = adjacency.starts[a], high = adjacency.starts[a + 1]
        while low < high {
            let middle = (low + high) / 2
            if Int(adjacency.neighbors[middle]) < b { low = middle + 1 } else { high = middle }
        }
        return low < adjacency.starts[a + 1] && Int(adjacency.neighbors[low]) == b
    }
}
