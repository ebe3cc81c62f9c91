// Rates, origins of values and refusals of the augmentations of tables.
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Augmentations of tables")
struct TableAugmentationTests {
    /// Rows whose values all differ: row and column as digits, from 1.
    private static func numbered(_ rows: Int = 400, _ columns: Int = 10) throws -> Tensor {
        try Tensor((0..<(rows * columns)).map { Float($0 + 1) }, shape: [rows, columns])
    }

    private static func all(_ rate: Double) throws -> [any Augmentation<Tensor>] {
        [
            try GaussianNoise(deviation: rate), try FeatureMasking(rate: rate),
            try FeatureMasking(rate: rate, fill: .columnMean), try SwapNoise(rate: rate),
            try ColumnMix(rate: rate),
        ]
    }

    /// Whether a count lies within four standard deviations of a binomial one.
    private static func fits(_ count: Int, of total: Int, _ rate: Double) -> Bool {
        abs(Double(count) - Double(total) * rate) <= 4 * (Double(total) * rate * (1 - rate)).squareRoot()
    }

    @Test("rate 0 changes nothing; the same stream gives the same bits; the input stays")
    func laws() throws {
        let rows = try Self.numbered(), before = try rows.floats()
        for augmentation in try Self.all(0) {
            let found = try augmentation(rows, RandomStream(seed: 1))
            #expect(try found.floats() == before)
        }
        for augmentation in try Self.all(0.3) + [Mixup(alpha: 1)] {
            let first = try augmentation(rows, RandomStream(seed: 2)).floats()
            let second = try augmentation(rows, RandomStream(seed: 2)).floats()
            let other = try augmentation(rows, RandomStream(seed: 3)).floats()
            #expect(first == second)
            #expect(first != other)
        }
        #expect(try rows.floats() == before)
    }

    @Test("noise has the deviation of its column")
    func noise() throws {
        let zeros = try Tensor.zeros([4000, 3])
        let noise = try GaussianNoise(deviations: [0, 1, 3])(zeros, RandomStream(seed: 1)).array2D(
            of: Double.self)
        for (column, deviation) in [0.0, 1, 3].enumerated() {
            let squares = noise.map { $0[column] * $0[column] }.reduce(0, +) / 4000
            // The variance of 4000 numbers has the relative deviation 0.022.
            #expect(abs(squares - deviation * deviation) <= 0.09 * deviation * deviation)
        }
    }

    @Test("masks the share that was asked for, by zeros or means", arguments: FeatureMasking.Fill.allCases)
    func masking(fill: FeatureMasking.Fill) throws {
        let rows = try Self.numbered(), before = try rows.floats()
        let found = try FeatureMasking(rate: 0.3, fill: fill)(rows, RandomStream(seed: 1)).floats()
        let changed = found.indices.filter { found[$0] != before[$0] }
        #expect(Self.fits(changed.count, of: 4000, 0.3))
        // Column c holds c + 1, c + 11, ..., c + 3991.
        let isFilled = changed.allSatisfy { found[$0] == (fill == .zero ? 0 : Float($0 % 10) + 1996) }
        #expect(isFilled)
    }

    @Test("swapped values come from another row of the same column")
    func swapping() throws {
        let rows = try Self.numbered(), before = try rows.floats()
        let found = try SwapNoise(rate: 0.4)(rows, RandomStream(seed: 1)).floats()
        let changed = found.indices.filter { found[$0] != before[$0] }
        #expect(Self.fits(changed.count, of: 4000, 0.4))
        let isOfColumn = found.indices.allSatisfy { (Int(found[$0]) - 1) % 10 == $0 % 10 }
        #expect(isOfColumn)
        let single = try Self.numbered(1)
        let same = try sameBits(try SwapNoise(rate: 1)(single, RandomStream(seed: 1)), single)
        #expect(same)
    }

    @Test("mixed samples and targets follow shares and partners")
    func mixing() throws {
        let rows = try Self.numbered(50, 4)
        let pairs = try Mixup(alpha: 1).pairs(rows, RandomStream(seed: 1))
        let partners = try pairs.partners.integers(), shares = try pairs.shares.doubles()
        #expect(partners.sorted() == Array(0..<50))
        #expect(shares.allSatisfy { (0...1).contains($0) })
        #expect(Set(shares).count > 40)
        let found = try pairs.samples.array2D(of: Double.self)
        let old = try rows.array2D(of: Double.self)
        for row in 0..<50 {
            let expected = zip(old[row], old[partners[row]]).map {
                shares[row] * $0 + (1 - shares[row]) * $1
            }
            #expect(mismatch(found[row], expected, .single) == nil)
        }
        let targets = try Tensor((0..<50).map { Float($0) })
        let mixed = try pairs.mixed(targets).doubles()
        let expected = (0..<50).map { shares[$0] * Double($0) + (1 - shares[$0]) * Double(partners[$0]) }
        #expect(mismatch(mixed, expected, .single) == nil)
    }

    @Test("mixed columns come from one partner, and the shares count them")
    func columns() throws {
        let rows = try Self.numbered()
        let pairs = try ColumnMix(rate: 0.25).pairs(rows, RandomStream(seed: 1))
        let partners = try pairs.partners.integers(), shares = try pairs.shares.doubles()
        let found = try pairs.samples.array2D(of: Float.self), old = try rows.array2D(of: Float.self)
        var takenCount = 0
        for row in 0..<400 where partners[row] != row {
            let taken = (0..<10).filter { found[row][$0] != old[row][$0] }
            takenCount += taken.count
            #expect(taken.allSatisfy { found[row][$0] == old[partners[row]][$0] })
            #expect(abs(shares[row] - 1 + Double(taken.count) / 10) < 1e-6)
        }
        let moved = (0..<400).filter { partners[$0] != $0 }.count
        #expect(Self.fits(takenCount, of: 10 * moved, 0.25))
    }

    @Test("refuses settings out of range", arguments: [-0.1, 1.5, .nan])
    func settings(rate: Double) throws {
        let wrong = rate > 1 ? -rate : rate
        let makers: [(String, () throws -> Void)] = [
            ("FeatureMasking", { _ = try FeatureMasking(rate: rate) }),
            ("SwapNoise", { _ = try SwapNoise(rate: rate) }),
            ("ColumnMix", { _ = try ColumnMix(rate: rate) }),
            ("GaussianNoise", { _ = try GaussianNoise(deviations: [1, wrong]) }),
            ("Mixup", { _ = try Mixup(alpha: wrong) }),
        ]
        for (name, make) in makers {
            let error = #expect(throws: ConfigError.self, performing: make)
            #expect(error?.code == "config.augmentation")
            #expect(error?.message.contains(name) == true)
        }
        #expect(throws: ConfigError.self) { try GaussianNoise(deviations: []) }
    }

    @Test("refuses what is no table, too few deviations, targets that do not fit")
    func shapes() throws {
        let stream = try RandomStream(seed: 1), cube = try Tensor.zeros([2, 3, 4])
        for augmentation in try Self.all(0.5) {
            let error = #expect(throws: DataError.self) { try augmentation(cube, stream) }
            #expect(error?.code == "data.augmentation.table")
            #expect(error?.message.contains("[2, 3, 4]") == true)
        }
        let rows = try Self.numbered(3, 4)
        let columns = #expect(throws: DataError.self) { try GaussianNoise(deviations: [1, 2])(rows, stream) }
        #expect(columns?.code == "data.augmentation.columns")
        #expect(columns?.message.contains("4 columns, expected 2") == true)
        let pairs = try Mixup().pairs(rows, stream)
        let targets = #expect(throws: DataError.self) { try pairs.mixed(Tensor.zeros([2])) }
        #expect(targets?.code == "data.augmentation.targets")
        let batch = #expect(throws: DataError.self) { try Mixup()(Tensor([1, 2] as [Int]), stream) }
        #expect(batch?.code == "data.augmentation.batch")
    }
}
