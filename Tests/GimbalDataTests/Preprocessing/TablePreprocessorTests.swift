// Preprocessing of tables: scikit-learn's numbers, nothing learnt from other rows, clear answers to other tables.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("preprocessing of tables")
struct TablePreprocessorTests {
    private func data(_ columns: [Column], target: String? = nil) throws -> TableDataSet {
        var roles = TableRoles()
        if let target { roles.targets = [target] }
        return try TableDataSet(try Table(columns), roles: roles, provenance: Samples.provenance)
    }

    /// Ten rows of every kind, the last two not for training.
    private func mixed(_ change: (inout [Double]) -> Void = { _ in }) throws -> TableDataSet {
        var size: [Double] = [1, 2, 3, 4, 5, 6, 7, 0, 100, -50]
        change(&size)
        return try data(
            [
                try Column("size", .numbers(size), isMissing: (0..<10).map { $0 == 7 }),
                try Column(
                    "pet",
                    .categories([0, 1, 0, 2, 1, 0, -1, 0, 3, 1], names: ["cat", "dog", "emu", "fox"]),
                    isMissing: (0..<10).map { $0 == 6 }),
                try Column("day", .dates((0..<10).map { Double($0) * 86_400 })),
                try Column("same", .numbers([2, 2, 2, 2, 2, 2, 2, 2, 3, 4])),
                try Column("note", .texts(TextValues((0..<10).map { "note \($0)" }))),
                try Column("price", .numbers((0..<10).map { Double(10 * $0) })),
            ], target: "price")
    }

    @Test(
        "scales numbers as scikit-learn",
        arguments: [
            "standardize", "min-max", "robust", "quantile-uniform", "quantile-normal", "quantile-uniform-20",
        ])
    func scalings(name: String) throws {
        let oracle = try Fixtures.json("oracles/preprocessing.json")
        let train = try #require(oracle["train"]?.numbers), new = try #require(oracle["new"]?.numbers)
        let expected = try #require(oracle["outputs"]?[name]?.numbers)
        var plan = PreprocessingPlan(
            numbers: try #require(NumberScaling(rawValue: name.replacing("-20", with: ""))))
        if name.hasSuffix("-20") { plan.quantileCount = 20 }
        let all = try data([try Column("x", .numbers(train + new))])
        let fitted = try TablePreprocessor(fitting: all, rows: Array(train.indices), plan: plan)
        let output = try fitted.apply(to: all).features.flattened().floats().dropFirst(train.count)
        for (index, pair) in zip(output, expected).enumerated() {
            let tolerance = 1e-6 + 2e-6 * abs(pair.1)
            #expect(abs(Double(pair.0) - pair.1) <= tolerance, "\(name) of \(new[index])")
        }
    }

    @Test("gives one column per category as scikit-learn, zeros for unknown ones")
    func oneHot() throws {
        let oracle = try Fixtures.json("oracles/preprocessing.json")
        let texts = ["seen", "asked"].map { key in oracle[key]?.list?.compactMap(\.text) ?? [] }
        let names = ["cat", "dog", "emu", "fox"]
        let codes = texts.map { $0.map { Int32(names.firstIndex(of: $0) ?? -1) } }
        let seen = try data([try Column("pet", .categories(codes[0], names: names))])
        let fitted = try TablePreprocessor(fitting: seen, rows: Array(0..<5))
        #expect(fitted.featureNames == ["pet=cat", "pet=dog", "pet=emu"])
        // Other codes for the same names change nothing.
        let asked = try data([
            try Column("pet", .categories(codes[1].map { 3 - $0 }, names: names.reversed()))
        ])
        let output = try fitted.apply(to: asked).features
        let expected = try #require(oracle["indicators"]?.list).flatMap { $0.numbers ?? [] }
        #expect(try output.flattened().floats().map(Double.init) == expected)
        var strict = PreprocessingPlan()
        strict.unknown = .error
        let refusing = try TablePreprocessor(fitting: seen, rows: Array(0..<5), plan: strict)
        let error = #expect(throws: DataError.self) { try refusing.apply(to: asked) }
        #expect(error?.message.contains("row 2, column \"pet\": the category \"fox\"") == true)
    }

    @Test("imputes, marks, merges and codes what training rows show")
    func contents() throws {
        var plan = PreprocessingPlan(numbers: .none, categories: .codes)
        plan.marksMissing = true
        plan.rareBelow = 2
        let fitted = try TablePreprocessor(fitting: try mixed(), rows: Array(0..<8), plan: plan)
        #expect(
            fitted.featureNames == [
                "size", "size missing", "pet missing", "day year sin", "day year cos", "day week sin",
                "day week cos", "day elapsed",
            ])
        #expect(fitted.featureSources.prefix(4) == ["size", "size", "pet", "day"])
        #expect(fitted.remarks.count == 2, "\(fitted.remarks)")
        #expect(fitted.remarks.contains { $0.contains("same is left out: it is constant") })
        #expect(fitted.remarks.contains { $0.contains("note is left out: it holds free text") })
        let output = try fitted.apply(to: try mixed())
        let rows = try output.features.array2D(of: Float.self)
        #expect(rows[7][0] == 4 && rows[7][1] == 1 && rows[6][1] == 0, "the median of 1...7")
        #expect(rows[6][2] == 1 && rows[0][2] == 0)
        #expect(rows[7][7] == 1 && rows[0][7] == 0 && rows[8][7] > 1)
        #expect(abs(rows[7][5] - rows[0][5]) < 1e-6, "the same day of the week")
        // cat 4, dog 2, emu 1 (rare), fox unknown: counts as rare; missing: as cat.
        #expect(fitted.codeColumns.map(\.count) == [4])
        #expect(try output.codes.flattened().integers() == [0, 1, 0, 2, 1, 0, 0, 0, 2, 1])
    }

    @Test("learns nothing from rows that are not for training")
    func noLeak() throws {
        for scaling in NumberScaling.allCases {
            let plan = PreprocessingPlan(numbers: scaling)
            let one = try TablePreprocessor(fitting: try mixed(), rows: Array(0..<8), plan: plan)
            let other = try TablePreprocessor(
                fitting: try mixed {
                    $0[8] = 1e9
                    $0[9] = -1e9
                }, rows: Array(0..<8), plan: plan)
            #expect(one == other)
            let seen = try TablePreprocessor(
                fitting: try mixed { $0[3] = 77 }, rows: Array(0..<8), plan: plan)
            #expect(scaling == .none || seen != one, "or the test shows nothing")
        }
    }

    @Test("gives the same bits after it was saved and read", arguments: NumberScaling.allCases)
    func saved(scaling: NumberScaling) throws {
        var plan = PreprocessingPlan(numbers: scaling)
        plan.logarithms = ["size"]
        let data = try mixed { $0[9] = 0.1 }
        let fitted = try TablePreprocessor(fitting: data, rows: Array(0..<8), plan: plan)
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("preprocessing.json")
            try fitted.write(to: url)
            let read = try TablePreprocessor.read(from: url)
            #expect(read == fitted)
            let outputs = try [fitted, read].map { try $0.apply(to: data).features.flattened().floats() }
            #expect(outputs[0].map(\.bitPattern) == outputs[1].map(\.bitPattern))
            try Data("{".utf8).write(to: url)
            let error = #expect(throws: DataError.self) { try TablePreprocessor.read(from: url) }
            #expect(error?.code == "data.preprocessing.file")
        }
    }

    @Test("standardises targets and takes predictions back; keeps the names of classes")
    func targets() throws {
        let data = try mixed()
        let fitted = try TablePreprocessor(fitting: data, rows: Array(0..<8))
        let target = try #require(try fitted.apply(to: data).target)
        let first = try target.floats().prefix(8)
        #expect(abs(first.reduce(0, +)) < 1e-5)
        let back = try #require(try fitted.target?.inverse(target)).floats()
        #expect(zip(back, 0..<10).allSatisfy { abs($0 - Float(10 * $1)) < 1e-4 })
        let classes = try self.data(
            [
                try Column("x", .numbers([1, 2, 3])),
                try Column("y", .categories([1, 0, -1], names: ["no", "yes"])),
            ], target: "y")
        let labelled = try TablePreprocessor(fitting: classes, rows: [0, 1])
        #expect(try labelled.apply(to: classes).target?.integers() == [1, 0, -1])
        let unlabelled = try self.data([try Column("x", .numbers([5]))])
        #expect(try labelled.apply(to: unlabelled).target == nil)
    }

    @Test("drops or refuses rows with missing values where that is wanted")
    func missing() throws {
        let dropping = try TablePreprocessor(
            fitting: try mixed(), rows: Array(0..<8), plan: PreprocessingPlan(missing: .drop))
        let output = try dropping.apply(to: try mixed())
        #expect(output.rows == [0, 1, 2, 3, 4, 5, 8, 9])
        #expect(output.features.shape == [8, dropping.featureNames.count])
        let error = #expect(throws: DataError.self) {
            try TablePreprocessor(
                fitting: try mixed(), rows: Array(0..<8), plan: PreprocessingPlan(missing: .error))
        }
        #expect(error?.message.contains("row 7, column \"pet\": the value is missing") == true)
    }

    @Test("names columns that are missing, renamed, unknown or of another kind")
    func otherTables() throws {
        let x = try Column("width", .numbers([1, 2])), y = try Column("height", .numbers([3, 5]))
        let fitted = try TablePreprocessor(fitting: try data([x, y]), rows: [0, 1])
        let swapped = try fitted.apply(to: try data([y, x])).features.floats()
        #expect(
            try swapped == fitted.apply(to: try data([x, y])).features.floats(), "names count, not places")
        try refuse(fitted, [x], "column", "Give the columns")
        try refuse(fitted, [x, try Column("heigth", y.values)], "column", "Was it renamed to \"heigth\"?")
        try refuse(fitted, [x, y, try Column("z", y.values)], "extra", "Remove it.")
        try refuse(
            fitted, [x, try Column("height", .categories([0, 0], names: ["a"]))], "kind", "State its kind")
    }

    private func refuse(_ fitted: TablePreprocessor, _ columns: [Column], _ code: String, _ fix: String)
        throws
    {
        let other = try data(columns)
        let error = #expect(throws: DataError.self) { try fitted.apply(to: other) }
        #expect(error?.code == "data.preprocessing.\(code)")
        #expect(error?.fix.contains(fix) == true, "\(error?.fix ?? "")")
    }

    @Test("refuses plans and rows that do not suit the data")
    func refusedPlans() throws {
        func fit(_ change: (inout PreprocessingPlan) -> Void, rows: [Int] = Array(0..<8)) throws -> String {
            var plan = PreprocessingPlan()
            change(&plan)
            let data = try mixed()
            let error = #expect(throws: DataError.self) {
                try TablePreprocessor(fitting: data, rows: rows, plan: plan)
            }
            return error?.description ?? ""
        }
        #expect(try fit({ $0.ignored = ["notes"] }).contains("Did you mean \"note\"?"))
        #expect(try fit({ $0.numberColumns = ["pet": .robust] }).contains("\"pet\" as number values"))
        #expect(try fit({ $0.categoryColumns = ["size": .codes] }).contains("\"size\" as category values"))
        #expect(try fit({ _ in }, rows: [0, 10]).contains("all expected in 0..<10"))
        #expect(try fit({ _ in }, rows: []).contains("0 training rows"))
        #expect(try fit({ $0.ignored = ["size", "pet", "day"] }).contains("no column is left"))
        let negative = try mixed { $0[2] = -3 }
        var plan = PreprocessingPlan()
        plan.logarithms = ["size"]
        let error = #expect(throws: DataError.self) {
            try TablePreprocessor(fitting: negative, rows: Array(0..<8), plan: plan)
        }
        #expect(error?.message.contains("column \"size\" holds -3.0") == true)
        plan.logarithms = []
        plan.quantileCount = 1
        #expect(throws: ConfigError.self) {
            try TablePreprocessor(fitting: negative, rows: Array(0..<8), plan: plan)
        }
    }
}
