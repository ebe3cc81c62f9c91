// The ways in which golden values are compared.
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Golden comparison")
struct GoldenComparisonTests {
    private let near = GoldenTolerance.Output(bound: Tolerance(absolute: 0.1, relative: 0))

    private func matrix(_ values: [Float]) throws -> Tensor {
        try Tensor(values, shape: [2, values.count / 2])
    }

    @Test("extremes looks at the smallest and largest value alone")
    func extremes() throws {
        var output = near
        output.comparison = .extremes
        let comparison = GoldenComparison(output)
        let found = try Tensor([Float(-1), 0.3, 5]), expected = try Tensor([Float(5), -1, 2])
        #expect(try comparison.mismatch(found, expected) == nil)
        #expect(try comparison.mismatch(found, Tensor([Float(5), -2, 2])) != nil)
    }

    @Test("sum looks at the sum alone")
    func sum() throws {
        var output = near
        output.comparison = .sum
        let comparison = GoldenComparison(output)
        #expect(try comparison.mismatch(Tensor([Float(1), 2]), Tensor([Float(3), 0])) == nil)
        #expect(try comparison.mismatch(Tensor([Float(1), 2]), Tensor([Float(3), 1])) != nil)
    }

    @Test("up to sign lets each row be flipped as a whole")
    func sign() throws {
        var output = near
        output.comparison = .upToSign
        let comparison = GoldenComparison(output)
        #expect(try comparison.mismatch(matrix([1, 2, -3, 4]), matrix([-1, -2, -3, 4])) == nil)
        #expect(try comparison.mismatch(matrix([1, 2, -3, 4]), matrix([-1, 2, -3, 4])) != nil)
    }

    @Test("up to column sign lets each column be flipped as a whole")
    func columnSign() throws {
        var comparison = GoldenComparison(near)
        comparison.isUpToColumnSign = true
        #expect(try comparison.mismatch(matrix([1, 2, -3, 4]), matrix([-1, 2, 3, 4])) == nil)
        #expect(try comparison.mismatch(matrix([1, 2, -3, 4]), matrix([-1, 2, -3, 4])) != nil)
    }

    @Test("skipped rows are not looked at")
    func rows() throws {
        var comparison = GoldenComparison(near)
        comparison.skippedRows = [0]
        #expect(try comparison.mismatch(matrix([9, 9, 3, 4]), matrix([1, 2, 3, 4])) == nil)
        #expect(try comparison.mismatch(matrix([1, 2, 9, 4]), matrix([1, 2, 3, 4])) != nil)
    }

    @Test("a share of values may be beyond the bound, and a mean difference has its own")
    func share() throws {
        var comparison = GoldenComparison(near)
        comparison.fractionBeyond = 0.25
        #expect(try comparison.mismatch(matrix([9, 2, 3, 4]), matrix([1, 2, 3, 4])) == nil)
        #expect(try comparison.mismatch(matrix([9, 9, 3, 4]), matrix([1, 2, 3, 4])) != nil)
        comparison.meanAbsolute = 1
        #expect(
            try comparison.mismatch(matrix([9, 2, 3, 4]), matrix([1, 2, 3, 4]))?.contains("mean") == true)
    }

    @Test("integers must be equal, and not-a-number is never near a number")
    func integers() throws {
        var comparison = GoldenComparison(near)
        #expect(try comparison.mismatch(matrix([1.05, 2, 3, 4]), matrix([1, 2, 3, 4])) == nil)
        #expect(try comparison.mismatch(matrix([.nan, 2, 3, 4]), matrix([1, 2, 3, 4])) != nil)
        comparison.isInteger = true
        #expect(try comparison.mismatch(matrix([1.05, 2, 3, 4]), matrix([1, 2, 3, 4])) != nil)
    }

    @Test("a subject may set a bound per element")
    func elementwise() throws {
        var comparison = GoldenComparison(near)
        comparison.elementwise = try matrix([1, 0, 0, 0])
        #expect(try comparison.mismatch(matrix([1.9, 2, 3, 4]), matrix([1, 2, 3, 4])) == nil)
        #expect(try comparison.mismatch(matrix([1, 2, 3.05, 4]), matrix([1, 2, 3, 4])) != nil)
    }
}
