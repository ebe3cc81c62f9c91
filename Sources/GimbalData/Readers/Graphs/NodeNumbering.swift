// From the ids that a file gives to nodes to numbers from 0.
import GimbalCore
import GimbalGraphs

/// The ids of the nodes of a file of numbers, ascending: node *i* has the *i*-th id.
struct NodeNumbering {
    /// Number of nodes.
    let count: Int
    /// Id of each node; nil where ids are the numbers from 0 themselves.
    private let ids: [Int32]?

    /// Nodes that are numbered from 0, or from another id, without gaps.
    init(count: Int, firstID: Int32 = 0) {
        self.count = count
        ids = firstID == 0 ? nil : (0..<Int32(count)).map { $0 + firstID }
    }

    /// Takes the ids that occur at the ends of edges, none of them negative.
    init(_ sources: [Int32], _ targets: [Int32]) {
        let largest = Int(max(sources.max() ?? -1, targets.max() ?? -1))
        // A flag per possible id, unless ids are huge and few.
        let known =
            largest < 16 * sources.count + 1_000_000
            ? Self.flagged(sources, targets, largest) : Self.sorted(sources, targets)
        count = known.count
        ids = known.count == largest + 1 ? nil : known
    }

    private static func flagged(_ sources: [Int32], _ targets: [Int32], _ largest: Int) -> [Int32] {
        var isThere = [Bool](repeating: false, count: largest + 1)
        isThere.withUnsafeMutableBufferPointer { isThere in
            for id in sources { isThere[Int(id)] = true }
            for id in targets { isThere[Int(id)] = true }
        }
        return isThere.indices.compactMap { isThere[$0] ? Int32($0) : nil }
    }

    private static func sorted(_ sources: [Int32], _ targets: [Int32]) -> [Int32] {
        var all = sources + targets
        all.sort()
        var known: [Int32] = []
        for id in all where id != known.last { known.append(id) }
        return known
    }

    /// Number of the node with an id, if there is one.
    func node(_ id: Int) -> Int? {
        guard let ids else { return (0..<count).contains(id) ? id : nil }
        var low = 0, high = ids.count
        while low < high {
            let middle = (low + high) / 2
            if Int(ids[middle]) < id { low = middle + 1 } else { high = middle }
        }
        return low < ids.count && Int(ids[low]) == id ? low : nil
    }

    /// Replaces ids by numbers of nodes.
    func renumber(_ nodes: inout [Int32]) {
        guard let ids, let largest = ids.last else { return }
        guard Int(largest) < 16 * nodes.count + 1_000_000 else {
            for place in nodes.indices { nodes[place] = Int32(node(Int(nodes[place])) ?? 0) }
            return
        }
        var numbers = [Int32](repeating: 0, count: Int(largest) + 1)
        for (number, id) in ids.enumerated() { numbers[Int(id)] = Int32(number) }
        nodes.withUnsafeMutableBufferPointer { nodes in
            for place in nodes.indices { nodes[place] = numbers[Int(nodes[place])] }
        }
    }

    /// The ids as names of nodes; nil where they say nothing new.
    var names: [String]? { ids.map { $0.map(String.init) } }
}
