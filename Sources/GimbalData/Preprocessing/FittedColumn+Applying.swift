// From the values of a column to features and codes.
import Foundation
import GimbalCore

extension FittedColumn {
    /// Writes the column's features into rows of `width` numbers, from `place` on.
    ///
    /// - Throws: `DataError` for an unknown category or a number that has no logarithm.
    func write(
        _ column: Column, into output: UnsafeMutableBufferPointer<Float>, width: Int, place: Int,
        unknown: UnknownCategories
    ) throws {
        func put(_ values: [Double], _ offset: Int) {
            for (row, value) in values.enumerated() { output[row * width + place + offset] = Float(value) }
        }
        switch (content, column.values) {
        case (.number(let transform, let logarithm, let fill), .numbers(let all)):
            let filled = filled(all, column, fill)
            put(try transform.apply(to: logarithm ? try Self.logarithms(filled, name) : filled), 0)
        case (.category(_, _, _, .oneHot), .categories):
            for (row, code) in try codes(column, unknown: unknown).enumerated() {
                if let code { output[row * width + place + code] = 1 }
            }
        case (.date(let start, let span, let hasHours, let fill), .dates(let all)):
            let filled = filled(all, column, fill)
            let year = 365.2425 * 86_400.0, week = 7 * 86_400.0, day = 86_400.0
            let periods: [Double] = hasHours ? [year, week, day] : [year, week]
            for (index, period) in periods.enumerated() {
                let angles: [Double] = filled.map { seconds in
                    2 * Double.pi * seconds.truncatingRemainder(dividingBy: period) / period
                }
                put(angles.map { sin($0) }, 2 * index)
                put(angles.map { cos($0) }, 2 * index + 1)
            }
            put(filled.map { ($0 - start) / span }, 2 * periods.count)
        default: break
        }
        if marksMissing, let marks = column.isMissing {
            put(marks.map { $0 ? 1 : 0 }, featureNames.count - 1)
        }
    }

    private func filled(_ values: [Double], _ column: Column, _ fill: Double) -> [Double] {
        guard let marks = column.isMissing else { return values }
        return values.indices.map { marks[$0] ? fill : values[$0] }
    }

    /// Number of each row's category; nil for one that is unknown.
    ///
    /// - Throws: `DataError` naming an unknown category, if it is an error.
    func codes(_ column: Column, unknown: UnknownCategories) throws -> [Int?] {
        guard case .category(let known, let hasRare, let fill, _) = content,
            case .categories(let codes, let names) = column.values
        else { return [] }
        let index = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
        let rare = hasRare ? known.count : nil
        let place = names.map { index[$0] ?? rare }
        let filled = index[fill] ?? rare
        if unknown == .error, !hasRare,
            let row = codes.firstIndex(where: { $0 >= 0 && place[Int($0)] == nil })
        {
            let found = names[Int(codes[row])]
            throw DataError(
                "preprocessing.category",
                "row \(row + 1), column \"\(name)\": the category \"\(found)\" is not among the training rows'.",
                fix: suggestion(for: found, in: known))
        }
        return codes.map { $0 < 0 ? filled : place[Int($0)] }
    }
}
