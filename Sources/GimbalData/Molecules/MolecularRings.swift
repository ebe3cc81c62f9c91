// Rings: which bonds lie in one, and a smallest set of smallest rings.

/// Finds rings.
enum MolecularRings {
    /// Marks bonds that lie in a ring: those whose removal leaves their atoms connected.
    ///
    /// - Source: Tarjan 1974, "A note on finding the bridges of a graph"; depth first, without recursion.
    static func markRingBonds(_ bonds: inout [Bond], _ topology: MolecularTopology) {
        let count = topology.atomCount
        guard bonds.count >= 3 else { return }
        var order = [Int](repeating: -1, count: count)
        var low = [Int](repeating: 0, count: count)
        var entered = [Int](repeating: -1, count: count)
        var cursor = [Int](repeating: 0, count: count)
        var clock = 0
        var stack: [Int] = []
        for number in bonds.indices { bonds[number].isInRing = true }
        for root in 0..<count where order[root] < 0 {
            stack.append(root)
            while let atom = stack.last {
                if order[atom] < 0 {
                    order[atom] = clock
                    low[atom] = clock
                    clock += 1
                }
                let own = topology.bonds(of: atom)
                if cursor[atom] < own.count {
                    let number = own[own.startIndex + cursor[atom]]
                    cursor[atom] += 1
                    guard number != entered[atom] else { continue }
                    let other = bonds[number].other(than: atom)
                    if order[other] < 0 {
                        entered[other] = number
                        stack.append(other)
                    } else {
                        low[atom] = min(low[atom], order[other])
                    }
                    continue
                }
                stack.removeLast()
                guard let parent = stack.last else { continue }
                if low[atom] > order[parent] { bonds[entered[atom]].isInRing = false }
                low[parent] = min(low[parent], low[atom])
            }
        }
    }

    /// Returns a minimum cycle basis, each ring as atoms in order; shorter rings first.
    static func smallest(_ bonds: [Bond], _ topology: MolecularTopology) -> [[Int]] {
        var rings: [[Int]] = []
        var system = [Int](repeating: -1, count: topology.atomCount)
        for root in 0..<topology.atomCount where system[root] < 0 {
            var members = [root]
            system[root] = 0
            var head = 0
            var ends = 0
            while head < members.count {
                let atom = members[head]
                head += 1
                for number in topology.bonds(of: atom) where bonds[number].isInRing {
                    ends += 1
                    let other = bonds[number].other(than: atom)
                    guard system[other] < 0 else { continue }
                    system[other] = members.count
                    members.append(other)
                }
            }
            guard members.count > 1 else { continue }
            let ringSystem = RingSystem(members, bonds, topology, ringCount: ends / 2 - members.count + 1)
            rings += ringSystem.rings(places: system)
        }
        return rings.enumerated().sorted { ($0.element.count, $0.offset) < ($1.element.count, $1.offset) }
            .map(\.element)
    }
}

/// Atoms that are joined by ring bonds.
private struct RingSystem {
    private let atoms: [Int]
    private let bonds: [Bond]
    private let topology: MolecularTopology
    private let ringCount: Int

    init(_ atoms: [Int], _ bonds: [Bond], _ topology: MolecularTopology, ringCount: Int) {
        self.atoms = atoms
        self.bonds = bonds
        self.topology = topology
        self.ringCount = ringCount
    }

    /// - Source: Horton 1987, "A polynomial-time algorithm to find the shortest cycle basis of a graph".
    func rings(places: [Int]) -> [[Int]] {
        if ringCount == 1 { return [onlyRing()] }
        let candidates = candidates(places).sorted { $0.count < $1.count }
        var result: [[Int]] = []
        var basis = BinaryBasis(bitCount: bonds.count)
        for ring in candidates {
            guard basis.insert(bondNumbers(ring)) else { continue }
            result.append(ring)
            if result.count == ringCount { break }
        }
        return result
    }

    private func onlyRing() -> [Int] {
        var ring = [atoms[0]]
        var last = -1
        while true {
            let atom = ring[ring.count - 1]
            guard let number = topology.bonds(of: atom).first(where: { bonds[$0].isInRing && $0 != last })
            else { return ring }
            last = number
            let next = bonds[number].other(than: atom)
            if next == atoms[0] { return ring }
            ring.append(next)
        }
    }

    private func bondNumbers(_ ring: [Int]) -> [Int] {
        ring.indices.map { place in
            let (a, b) = (ring[place], ring[place + 1 == ring.count ? 0 : place + 1])
            return topology.bonds(of: a).first { bonds[$0].other(than: a) == b } ?? 0
        }
    }

    /// For every atom and every bond, the shortest way from the atom around the bond and back.
    private func candidates(_ places: [Int]) -> [[Int]] {
        var result: [[Int]] = []
        for root in atoms {
            var distance = [Int](repeating: -1, count: atoms.count)
            var parent = [Int](repeating: -1, count: atoms.count)
            var branch = [Int](repeating: -1, count: atoms.count)
            var queue = [root]
            distance[places[root]] = 0
            var head = 0
            while head < queue.count {
                let atom = queue[head]
                head += 1
                for number in topology.bonds(of: atom) where bonds[number].isInRing {
                    let other = bonds[number].other(than: atom)
                    let (from, to) = (places[atom], places[other])
                    if distance[to] < 0 {
                        distance[to] = distance[from] + 1
                        parent[to] = atom
                        branch[to] = atom == root ? other : branch[from]
                        queue.append(other)
                    } else if parent[from] != other, branch[from] != branch[to], distance[from] > 0,
                        distance[to] > 0,
                        distance[to] < distance[from] || (distance[to] == distance[from] && atom < other)
                    {
                        result.append(ring(root, atom, other, parent, places))
                    }
                }
            }
        }
        return result
    }

    private func ring(_ root: Int, _ a: Int, _ b: Int, _ parent: [Int], _ places: [Int]) -> [Int] {
        var result: [Int] = []
        var atom = a
        while atom != root {
            result.append(atom)
            atom = parent[places[atom]]
        }
        result.reverse()
        result.insert(root, at: 0)
        atom = b
        while atom != root {
            result.append(atom)
            atom = parent[places[atom]]
        }
        return result
    }
}

/// Sets of bonds that are linearly independent over the field of two elements.
private struct BinaryBasis {
    private let wordCount: Int
    private var rows: [(pivot: Int, words: [UInt64])] = []

    init(bitCount: Int) { wordCount = (bitCount + 63) / 64 }

    /// Adds a set unless it is a sum of those that are there.
    mutating func insert(_ bits: [Int]) -> Bool {
        var words = [UInt64](repeating: 0, count: wordCount)
        for bit in bits { words[bit / 64] ^= 1 << UInt64(bit % 64) }
        for row in rows where words[row.pivot / 64] >> UInt64(row.pivot % 64) & 1 == 1 {
            for word in words.indices { words[word] ^= row.words[word] }
        }
        guard let word = words.firstIndex(where: { $0 != 0 }) else { return false }
        rows.append((64 * word + words[word].trailingZeroBitCount, words))
        return true
    }
}
