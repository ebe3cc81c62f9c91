// Dividing groups of unequal size into parts of given sizes.

/// Assigns each group to a part so that the parts' sizes come near their targets.
///
/// Groups go one by one to the part that lacks most; then single moves and swaps of two groups bring the sizes
/// nearer until none helps. Finding the very best division is as hard as bin packing; this one no single move or swap
/// can improve. The order of the groups, which the caller shuffles, decides where it begins.
struct GroupAssignment {
    private(set) var partOfGroup: [Int]
    private let sizes: [Int]
    /// Size above target of each part.
    private var excess: [Double]

    init(sizes: [Int], targets: [Double]) {
        self.sizes = sizes
        excess = targets.map { -$0 }
        partOfGroup = [Int](repeating: 0, count: sizes.count)
        for group in sizes.indices {
            let part = excess.indices.min { (excess[$0], $0) < (excess[$1], $1) } ?? 0
            partOfGroup[group] = part
            excess[part] += Double(sizes[group])
        }
        // Every step shortens the distance to the targets, so this ends; the limit only bounds the time.
        var steps = sizes.count
        while steps > 0, improve() { steps -= 1 }
    }

    /// Sum over the parts of the squared distance from the target.
    var distance: Double { excess.reduce(0) { $0 + $1 * $1 } }

    /// Groups of each distinct size in a part, by size; a size of 0 stands for no group at all.
    private func groupsBySize(_ part: Int) -> (sizes: [Int], first: [Int: Int]) {
        var first: [Int: Int] = [:]
        for group in sizes.indices where partOfGroup[group] == part && first[sizes[group]] == nil {
            first[sizes[group]] = group
        }
        return ([0] + first.keys.sorted(), first)
    }

    /// Makes the best single exchange between two parts; false if none helps.
    private mutating func improve() -> Bool {
        let parts = excess.indices.map { groupsBySize($0) }
        var best: (gain: Double, from: Int, to: Int, given: Int, taken: Int)?
        for from in excess.indices {
            for to in excess.indices where excess[from] > excess[to] {
                for given in parts[from].sizes {
                    // The net amount that would level both parts is half of their difference.
                    let wanted = Double(given) - (excess[from] - excess[to]) / 2
                    let taken = Self.nearest(to: wanted, in: parts[to].sizes)
                    let moved = Double(given - taken)
                    let gain = 2 * moved * (excess[from] - excess[to] - moved)
                    if gain > (best?.gain ?? 1e-9) { best = (gain, from, to, given, taken) }
                }
            }
        }
        guard let best else { return false }
        if let group = parts[best.from].first[best.given] { partOfGroup[group] = best.to }
        if let group = parts[best.to].first[best.taken] { partOfGroup[group] = best.from }
        excess[best.from] -= Double(best.given - best.taken)
        excess[best.to] += Double(best.given - best.taken)
        return true
    }

    private static func nearest(to wanted: Double, in sorted: [Int]) -> Int {
        var low = 0, high = sorted.count - 1
        while low < high {
            let middle = (low + high) / 2
            if Double(sorted[middle]) < wanted { low = middle + 1 } else { high = middle }
        }
        guard low > 0, wanted - Double(sorted[low - 1]) <= Double(sorted[low]) - wanted else {
            return sorted[low]
        }
        return sorted[low - 1]
    }
}
