// Double bonds of aromatic rings: a perfect matching of the atoms that need one.

/// Gives aromatic bonds alternating orders.
enum Kekulization {
    /// Makes bonds between aromatic atoms double so that every atom that needs one has exactly one.
    ///
    /// An atom needs a double bond where its single bonds and hydrogens leave one place of a normal valence (that of
    /// its charge) free: carbon always, nitrogen without a hydrogen, oxygen and sulphur only with a charge.
    /// - Returns: nil, or an atom for which no double bond is left.
    static func assign(_ atoms: [Atom], _ bonds: inout [Bond], _ topology: MolecularTopology) -> Int? {
        guard atoms.contains(where: \.isAromatic) else { return nil }
        var local = [Int](repeating: -1, count: atoms.count)
        var needing: [Int] = []
        for (number, atom) in atoms.enumerated() where atom.isAromatic {
            let sum = topology.valence(number, bonds) + atom.hydrogenCount
            let valences =
                atom.charge == 0
                ? atom.element.normalValences : atom.element.valences(charge: atom.charge)
            guard let valence = valences.first(where: { $0 >= sum }), valence > sum else { continue }
            local[number] = needing.count
            needing.append(number)
        }
        let neighbors = needing.map { atom in
            topology.bonds(of: atom).compactMap { number -> Int? in
                let other = local[bonds[number].other(than: atom)]
                return bonds[number].isAromatic && other >= 0 ? other : nil
            }
        }
        var matching = Matching(neighbors)
        if let atom = matching.complete() { return needing[atom] }
        for number in bonds.indices where bonds[number].isAromatic {
            let (a, b) = (local[bonds[number].first], local[bonds[number].second])
            if a >= 0, b >= 0, matching.partner[a] == b { bonds[number].order = .double }
        }
        return nil
    }
}

/// A maximum matching in a graph that may have odd cycles.
///
/// - Paper: Edmonds 1965, "Paths, trees, and flowers"; here with one breadth-first search per unmatched vertex.
/// - Complexity: O(vertices · edges) in the usual case, where the greedy start leaves few vertices.
private struct Matching {
    private let neighbors: [[Int]]
    private(set) var partner: [Int]
    private var parent: [Int]
    private var base: [Int]

    init(_ neighbors: [[Int]]) {
        self.neighbors = neighbors
        partner = [Int](repeating: -1, count: neighbors.count)
        parent = partner
        base = []
    }

    /// Matches all vertices; returns one for which it is impossible, or nil.
    mutating func complete() -> Int? {
        // The start takes vertices with one way to go first, which settles most ring systems.
        for vertex in neighbors.indices.sorted(by: { (neighbors[$0].count, $0) < (neighbors[$1].count, $1) })
        where partner[vertex] < 0 {
            guard let other = neighbors[vertex].first(where: { partner[$0] < 0 }) else { continue }
            partner[vertex] = other
            partner[other] = vertex
        }
        for vertex in neighbors.indices where partner[vertex] < 0 {
            guard let end = augmentingPath(from: vertex) else { return vertex }
            var current = end
            while current >= 0 {
                let previous = parent[current]
                let next = partner[previous]
                partner[current] = previous
                partner[previous] = current
                current = next
            }
        }
        return nil
    }

    private mutating func augmentingPath(from root: Int) -> Int? {
        let count = neighbors.count
        parent = [Int](repeating: -1, count: count)
        base = Array(0..<count)
        var isReached = [Bool](repeating: false, count: count)
        isReached[root] = true
        var queue = [root]
        var head = 0
        while head < queue.count {
            let vertex = queue[head]
            head += 1
            for other in neighbors[vertex] where base[vertex] != base[other] && partner[vertex] != other {
                if other == root || (partner[other] >= 0 && parent[partner[other]] >= 0) {
                    contract(vertex, other, root, &isReached, &queue)
                } else if parent[other] < 0 {
                    parent[other] = vertex
                    guard partner[other] >= 0 else { return other }
                    isReached[partner[other]] = true
                    queue.append(partner[other])
                }
            }
        }
        return nil
    }

    /// Shrinks an odd cycle to its base.
    private mutating func contract(
        _ a: Int, _ b: Int, _ root: Int, _ isReached: inout [Bool], _ queue: inout [Int]
    ) {
        let common = commonBase(a, b, root)
        var isInBlossom = [Bool](repeating: false, count: neighbors.count)
        mark(a, common, child: b, &isInBlossom)
        mark(b, common, child: a, &isInBlossom)
        for vertex in neighbors.indices where isInBlossom[base[vertex]] {
            base[vertex] = common
            if !isReached[vertex] {
                isReached[vertex] = true
                queue.append(vertex)
            }
        }
    }

    private func commonBase(_ a: Int, _ b: Int, _ root: Int) -> Int {
        var isOnPath = [Bool](repeating: false, count: neighbors.count)
        var vertex = base[a]
        isOnPath[vertex] = true
        while vertex != base[root], partner[vertex] >= 0 {
            vertex = base[parent[partner[vertex]]]
            isOnPath[vertex] = true
        }
        vertex = base[b]
        while !isOnPath[vertex] { vertex = base[parent[partner[vertex]]] }
        return vertex
    }

    private mutating func mark(_ start: Int, _ common: Int, child: Int, _ isInBlossom: inout [Bool]) {
        var (vertex, child) = (start, child)
        while base[vertex] != common {
            isInBlossom[base[vertex]] = true
            isInBlossom[base[partner[vertex]]] = true
            parent[vertex] = child
            child = partner[vertex]
            vertex = parent[partner[vertex]]
        }
    }
}
