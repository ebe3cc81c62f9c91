import GimbalStatistics
import Testing

@Suite("Intervals")
struct IntervalTests {
    @Test("an interval knows its width and what it contains")
    func interval() {
        let interval = Interval(low: -1, high: 2)
        #expect(interval.width == 3)
        #expect(interval.contains(-1) && interval.contains(2) && !interval.contains(2.1))
    }

    @Test("Student's interval of two values has the Cauchy quantile")
    func twoValues() throws {
        // n = 2: deviation / √n = |x − y| / 2, and the quantile is tan(0.45 π) for 90 %.
        let interval = try [1.0, 3].meanInterval(confidence: 0.9)
        #expect(isClose(interval.high, 2 + 6.313751514675043))
        #expect(isClose(interval.low, 2 - 6.313751514675043))
    }

    @Test("the confidence must be a fraction")
    func errors() {
        #expect(
            errorText { _ = try [1.0, 2].meanInterval(confidence: 95) }
                == "Confidence is 95.0, expected a number between 0 and 1. Did you mean 0.95?")
        #expect(errorText { _ = try [1.0, 2].meanInterval(confidence: 1) }.hasSuffix("0.95 is usual."))
    }
}
