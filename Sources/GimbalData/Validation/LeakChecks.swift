// Columns that give the target away.

/// Checks of features against what is to be predicted.
enum LeakChecks {
    /// Rows from which on a giveaway is no chance.
    private static let leastRows = 50
    private static let certainty = 0.999

    static func run(_ columns: [ColumnChecks], _ content: TableDataSet, _ list: inout FindingList) throws {
        let targets = columns.filter { [.target, .event, .time].contains($0.role) }
        let features = columns.filter { $0.role == .feature && !$0.isIdentifier }
        for target in targets {
            for feature in features {
                guard let leak = leak(feature, target) else { continue }
                list.add(
                    leak.isCopy ? .error : .warning, leak.isCopy ? .copyOfTarget : .givesTargetAway,
                    column: feature.column.name, count: feature.column.count,
                    leak.text + " \"\(target.column.name)\"",
                    expected: "features that are known before the target is",
                    fix: "Leave the column out (columns: ignore), unless it will be known when predicting.")
            }
        }
    }

    private struct Leak {
        let isCopy: Bool
        let text: String
    }

    private static func leak(_ feature: ColumnChecks, _ target: ColumnChecks) -> Leak? {
        switch (feature.column.values, target.column.values) {
        case (.numbers(let x), .numbers(let y)):
            if TableChecks.twoValues(y, target.column.isMissing) != nil { return classes(feature, target) }
            return correlation(x, y, feature.column, target.column)
        case (.categories, .categories), (.categories, .numbers), (.numbers, .categories):
            return classes(feature, target)
        default: return nil
        }
    }

    /// Numbers against numbers.
    private static func correlation(_ x: [Double], _ y: [Double], _ feature: Column, _ target: Column)
        -> Leak?
    {
        let rows = x.indices.filter {
            x[$0].isFinite && y[$0].isFinite && !feature.isMissing($0) && !target.isMissing($0)
        }
        guard rows.count >= leastRows else { return nil }
        if rows.allSatisfy({ x[$0] == y[$0] }) {
            return Leak(isCopy: true, text: "the same numbers as the target")
        }
        let count = Double(rows.count)
        let (meanX, meanY) = (rows.reduce(0) { $0 + x[$1] } / count, rows.reduce(0) { $0 + y[$1] } / count)
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for row in rows {
            let (dx, dy) = (x[row] - meanX, y[row] - meanY)
            xx += dx * dx
            yy += dy * dy
            xy += dx * dy
        }
        guard xx > 0, yy > 0 else { return nil }
        let r = xy / (xx * yy).squareRoot()
        guard abs(r) >= certainty else { return nil }
        return Leak(isCopy: false, text: "a correlation of \(String(format: "%.4f", r)) with the target")
    }

    /// Anything against classes.
    private static func classes(_ feature: ColumnChecks, _ target: ColumnChecks) -> Leak? {
        guard let labels = ClassCodes(target.column) else { return nil }
        switch feature.column.values {
        case .categories(let codes, let names):
            let codes = codes.map(Int.init)
            return categories(codes, names.count, labels)
        case .numbers(let values):
            if let codes = ClassCodes(feature.column, limit: max(2, labels.count)),
                codes.count == labels.count,
                isRenaming(codes.codes, codes.count, labels)
            {
                return Leak(isCopy: true, text: "one number for each class of the target")
            }
            return intervals(values, feature.column, labels)
        case .dates, .texts: return nil
        }
    }

    private static func categories(_ codes: [Int], _ count: Int, _ labels: ClassCodes) -> Leak? {
        let present = codes.indices.count { codes[$0] >= 0 && labels.codes[$0] >= 0 }
        guard present >= leastRows, count <= present / 20, count > 1 else { return nil }
        if count == labels.count, isRenaming(codes, count, labels) {
            return Leak(isCopy: true, text: "one category for each class of the target")
        }
        // Learnt from every other row, judged on the rest.
        var table = [Int](repeating: 0, count: count * labels.count)
        var isEven = false
        var held: [Int] = []
        for row in codes.indices where codes[row] >= 0 && labels.codes[row] >= 0 {
            isEven.toggle()
            if isEven { table[codes[row] * labels.count + labels.codes[row]] += 1 } else { held.append(row) }
        }
        let best = (0..<count).map { code in
            (0..<labels.count).max { table[code * labels.count + $0] < table[code * labels.count + $1] } ?? 0
        }
        let right = held.count { best[codes[$0]] == labels.codes[$0] }
        guard Double(right) >= certainty * Double(held.count), labels.baseline < 0.99 else { return nil }
        return Leak(
            isCopy: false,
            text: "\(count) categories that predict \(right) of \(held.count) held-out rows of the target")
    }

    /// Whether categories and classes name the same thing.
    private static func isRenaming(_ codes: [Int], _ count: Int, _ labels: ClassCodes) -> Bool {
        var partner = [Int](repeating: -1, count: count)
        var present = 0
        for row in codes.indices where codes[row] >= 0 && labels.codes[row] >= 0 {
            present += 1
            if partner[codes[row]] < 0 { partner[codes[row]] = labels.codes[row] }
            if partner[codes[row]] != labels.codes[row] { return false }
        }
        return present >= leastRows && Set(partner.filter { $0 >= 0 }).count == labels.count
            && !partner.contains(-1)
    }

    /// Whether an order tells classes apart; at most 20,000 rows are looked at.
    private static func intervals(_ values: [Double], _ column: Column, _ labels: ClassCodes) -> Leak? {
        let step = max(1, values.count / 20_000)
        var pairs: [(value: Double, label: Int)] = []
        for row in stride(from: 0, to: values.count, by: step)
        where labels.codes[row] >= 0 && values[row].isFinite && !column.isMissing(row) {
            pairs.append((values[row], labels.codes[row]))
        }
        guard pairs.count >= leastRows, labels.count > 1, labels.baseline < 0.99 else { return nil }
        pairs.sort { ($0.value, $0.label) < ($1.value, $1.label) }
        if labels.count == 2 {
            guard let area = areaUnderCurve(pairs), max(area, 1 - area) >= certainty else { return nil }
            let text = String(format: "%.4f", max(area, 1 - area))
            return Leak(isCopy: false, text: "an area under the curve of \(text) for the target")
        }
        var runs = 1
        for index in pairs.indices.dropFirst() {
            let (before, own) = (pairs[index - 1], pairs[index])
            if before.label != own.label { runs += before.value == own.value ? labels.count : 1 }
            if runs > labels.count { return nil }
        }
        return runs == Set(pairs.map(\.label)).count
            ? Leak(isCopy: false, text: "an interval of its own for each class of the target") : nil
    }

    /// Area under the receiver operating curve of sorted pairs, ties counted half.
    private static func areaUnderCurve(_ pairs: [(value: Double, label: Int)]) -> Double? {
        let positives = pairs.count { $0.label == 1 }
        let negatives = pairs.count - positives
        guard positives >= 5, negatives >= 5 else { return nil }
        var area = 0.0
        var below = 0
        var begin = 0
        while begin < pairs.count {
            var end = begin
            while end < pairs.count, pairs[end].value == pairs[begin].value { end += 1 }
            let own = pairs[begin..<end].count { $0.label == 1 }
            let others = end - begin - own
            area += Double(own) * (Double(below) + 0.5 * Double(others))
            below += others
            begin = end
        }
        return area / (Double(positives) * Double(negatives))
    }
}

/// Classes of a column of categories or of a few distinct numbers.
struct ClassCodes {
    /// Class of each row; -1 where there is none.
    let codes: [Int]
    let count: Int
    /// Share of the largest class.
    let baseline: Double

    /// Takes categories, or numbers with at most `limit` distinct values; nil for any other column.
    init?(_ column: Column, limit: Int = 2) {
        switch column.values {
        case .categories(let own, let names):
            codes = own.map(Int.init)
            count = names.count
        case .numbers(let values):
            var known: [Double] = []
            var found = [Int](repeating: -1, count: values.count)
            for (row, value) in values.enumerated() where value.isFinite && !column.isMissing(row) {
                if let code = known.firstIndex(of: value) {
                    found[row] = code
                } else if known.count == limit {
                    return nil
                } else {
                    found[row] = known.count
                    known.append(value)
                }
            }
            codes = found
            count = known.count
        case .dates, .texts: return nil
        }
        var counts = [Int](repeating: 0, count: count)
        for code in codes where code >= 0 { counts[code] += 1 }
        let total = counts.reduce(0, +)
        guard total > 0 else { return nil }
        baseline = Double(counts.max() ?? 0) / Double(total)
    }
}
