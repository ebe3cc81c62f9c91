import GimbalStatistics
import Testing

@Suite("Calibration")
struct CalibrationTests {
    @Test("tables and errors agree with the definitions in NumPy")
    func oracle() throws {
        let f: ClassificationFixture = try fixture("classification")
        let cases = [
            (CalibrationBinning.equalWidth(15), f.equalWidth, f.equalWidthError),
            (.equalMass(7), f.equalMass, f.equalMassError),
        ]
        for (binning, bins, error) in cases {
            let table = try CalibrationTable(
                probabilities: f.probabilities, labels: f.labels, binning: binning)
            #expect(table.bins.map(\.count) == bins.map(\.count))
            for (ours, theirs) in zip(table.bins, bins) {
                #expect(isClose(ours.low, theirs.low) && isClose(ours.high, theirs.high))
                #expect(isClose(ours.meanConfidence ?? -1, theirs.meanConfidence ?? -1))
                #expect(isClose(ours.accuracy ?? -1, theirs.accuracy ?? -1))
            }
            #expect(isClose(table.expectedError, error))
            let direct = try Metrics.expectedCalibrationError(
                probabilities: f.probabilities, labels: f.labels, binning: binning)
            #expect(direct == table.expectedError)
        }
    }

    @Test("a table by hand, bounds in the lower bin")
    func byHand() throws {
        let table = try CalibrationTable(
            confidences: [0, 0.5, 0.25, 0.75, 1, 1], isRight: [false, true, false, true, true, false],
            binning: .equalWidth(4))
        #expect(table.bins.map(\.count) == [2, 1, 1, 2])
        #expect(table.bins.map(\.accuracy) == [0, 1, 1, 0.5])
        #expect(table.bins.map(\.meanConfidence) == [0.125, 0.5, 0.75, 1])
        #expect(table.bins[1].low == 0.25 && table.bins[1].high == 0.5)
        #expect(isClose(table.expectedError, (0.25 + 0.5 + 0.25 + 1) / 6))
        #expect(table.maximumError == 0.5)
    }

    @Test("every bound of every number of bins falls into the bin below it")
    func bounds() throws {
        for count in [3, 7, 10, 15, 49] {
            let bounds = (1...count).map { Double($0) / Double(count) }
            let right = [Bool](repeating: true, count: count)
            let binning = CalibrationBinning.equalWidth(count)
            let onBounds = try CalibrationTable(confidences: bounds, isRight: right, binning: binning)
            #expect(onBounds.bins.allSatisfy { $0.count == 1 })
            let above = [0] + bounds.dropLast().map(\.nextUp)
            let justAbove = try CalibrationTable(confidences: above, isRight: right, binning: binning)
            #expect(justAbove.bins.allSatisfy { $0.count == 1 })
        }
    }

    @Test("bins of equal mass differ by one item at most, and do not part equal confidences")
    func equalMass() throws {
        let distinct = (0..<23).map { Double($0) / 23 }
        let right = [Bool](repeating: false, count: 23)
        let table = try CalibrationTable(confidences: distinct, isRight: right, binning: .equalMass(5))
        #expect(table.bins.map(\.count) == [5, 5, 4, 5, 4])
        let tied = try CalibrationTable(
            confidences: [0.1, 0.2, 0.2, 0.2, 0.2, 0.9], isRight: [true, true, false, true, false, true],
            binning: .equalMass(3))
        #expect(tied.bins.map(\.count) == [5, 1])
        #expect(tied.bins.map(\.high) == [0.2, 0.9])
        let more = try CalibrationTable(
            confidences: [0.3, 0.4], isRight: [true, false], binning: .equalMass(9))
        #expect(more.bins.map(\.count) == [1, 1])
    }

    @Test("an oracle has no error, a certain liar the full one; empty bins have no values")
    func extremes() throws {
        let rows = [[1.0, 0], [0, 1]]
        #expect(try Metrics.expectedCalibrationError(probabilities: rows, labels: [0, 1]) == 0)
        let table = try CalibrationTable(probabilities: rows, labels: [1, 0])
        #expect(table.expectedError == 1 && table.maximumError == 1)
        #expect(table.bins.count == 15 && table.bins[0].accuracy == nil && table.bins[0].gap == 0)
        #expect(table.bins[0].meanConfidence == nil && table.bins[14].count == 2)
        // Of equal probabilities the first class is chosen.
        let tie = try CalibrationTable(probabilities: [[0.5, 0.5]], labels: [0])
        #expect(tie.expectedError == 0.5)
    }

    @Test("says what is wrong with its input")
    func errors() {
        #expect(
            errorText { _ = try CalibrationTable(confidences: [0.5, 1.5], isRight: [true, true]) }
                == "calibration: confidence 1 is 1.5, expected 0 to 1. "
                + "Pass probabilities, not logits or scores."
        )
        #expect(
            errorText { _ = try CalibrationTable(confidences: [.nan], isRight: [true]) }
                .contains("confidence 0 is nan"))
        #expect(
            errorText {
                _ = try CalibrationTable(confidences: [1], isRight: [true], binning: .equalMass(0))
            } == "calibration: found 0 bins, expected 1 to 10000. 15 is usual.")
        #expect(
            errorText { _ = try CalibrationTable(confidences: [1], isRight: []) }
                == "calibration: 1 confidences but 0 outcomes, expected as many. "
                + "Pass both for the same items, in the same order.")
        #expect(errorText { _ = try CalibrationTable(confidences: [], isRight: []) }.contains("found 0"))
    }
}
